package equilibrium.bench.announce;

import static java.util.Objects.requireNonNull;

import equilibrium.bench.load.Cores;
import equilibrium.bench.load.Figures;
import equilibrium.bench.load.Load;
import equilibrium.bench.load.Population;
import equilibrium.bench.load.Row;
import equilibrium.bench.load.Run;
import equilibrium.bench.load.Sequence;
import equilibrium.bench.load.Tally;
import equilibrium.bench.load.Transport;
import equilibrium.bench.process.Host;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Measures what an announce costs: rounds of rows, in which trackers take turns. Everything it
 * started is ended when it returns, and when the process is asked to end.
 */
public final class AnnounceBench {
  /** After fewer, a JVM spends more on compiling than on announces. */
  private static final int WARM_ROUNDS = 3;

  private static final int PREFILL_IN_FLIGHT = 256;
  private static final double PREFILL_SECONDS = 120;

  /** A target that answers none of the first ones is not waited for. */
  private static final int FIRST_ANNOUNCES = 16;

  private static final double FIRST_SECONDS = 5;

  /**
   * What is measured.
   *
   * @param rows names of rows; empty: the standard rows
   * @param rounds that count; up to three more before them warm up
   * @param seconds that a row is measured in a round
   * @param mostAnnounces that a row measures in a round; it ends earlier with them
   * @param peers that announce, a multiple of 256
   * @param swarms that they are in
   * @param target a tracker that runs already; null: one of this build is started
   * @param opentracker whether to start opentracker too
   */
  public record Options(
      List<String> rows,
      int rounds,
      double seconds,
      long mostAnnounces,
      int peers,
      int swarms,
      @Nullable Running target,
      boolean opentracker) {
    /** Options with checked rows. */
    public Options {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A tracker that runs already.
   *
   * @param path of announces over HTTP
   * @param httpsPort 0: no HTTPS
   * @param pid of its process; 0: not known
   */
  public record Running(InetSocketAddress address, String path, int httpsPort, long pid) {}

  private final Options options;
  private final Host host;
  private final PrintStream out;
  private final List<Row> rows;
  private final Population population;
  private final Map<Tracker, Sequence> trackers = new LinkedHashMap<>();
  private final Results results = new Results();

  /** A bench that prints there. */
  public AnnounceBench(Options options, Host host, PrintStream out) {
    this.options = options;
    this.host = host;
    this.out = out;
    rows =
        options.rows.isEmpty()
            ? Row.STANDARD
            : options.rows.stream().map(Row::parse).distinct().toList();
    population = new Population(options.peers, options.swarms);
  }

  /**
   * Runs all rounds and prints the table.
   *
   * @param json file for all figures; null: none
   * @return false: replies were lost or wrong
   */
  public boolean run(@Nullable Path json) throws IOException {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new Fault("bench announce runs on Linux only");
    }
    var folder = Files.createTempDirectory("equilibrium-announce");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    var hook = new Thread(this::endTrackers, "end-trackers");
    Runtime.getRuntime().addShutdownHook(hook);
    Cores.others();
    boolean done = false;
    try {
      start(folder);
      int warm = Math.min(WARM_ROUNDS, options.rounds);
      for (int round = 1 - warm; round <= options.rounds; round++) {
        round(round);
      }
      var baseline = options.opentracker ? Opentracker.NAME : "";
      var report = new Report(results, baseline);
      out.print(report.markdown());
      if (json != null) {
        report.json(json);
      }
      done = true;
      return results.isGood(baseline);
    } finally {
      Cores.all();
      endTrackers();
      Runtime.getRuntime().removeShutdownHook(hook);
      if (done || options.target != null) {
        Utils.delete(folder.toFile());
      } else {
        out.printf("logs and data stay in %s%n", folder);
      }
    }
  }

  private void start(Path folder) {
    if (options.opentracker) {
      add(Cores.first(() -> Opentracker.serving(population, folder.resolve("opentracker"))));
    }
    if (options.target == null) {
      var own = OwnIngress.in(folder, host);
      add(own);
      own.start();
    } else {
      add(GivenTracker.of(options.target));
    }
    trackers.forEach(this::prefill);
  }

  private synchronized void add(Tracker tracker) {
    trackers.put(tracker, new Sequence(population));
  }

  private synchronized void endTrackers() {
    trackers.keySet().forEach(Tracker::close);
    trackers.clear();
  }

  /** Every peer announces once, so that all rounds find the same swarms. */
  private void prefill(Tracker tracker, Sequence sequence) {
    boolean udp = rows.stream().anyMatch(row -> row.transport().isUdp());
    var row = new Row(udp ? Transport.UDP : Transport.HTTP, PREFILL_IN_FLIGHT, 0);
    var load = Load.of(row, tracker.target(), population, sequence);
    var first = new Run(new Run.Length(0, FIRST_SECONDS, FIRST_ANNOUNCES), 0, tracker.meter());
    load.send(first);
    demandServes(tracker, first.tally());
    var run = new Run(new Run.Length(0, PREFILL_SECONDS, population.size()), 0, tracker.meter());
    load.send(run);
    var figures = run.figures();
    out.printf(
        "%s knows %,d peers in %,d swarms; %,d announces a second%n",
        tracker.name(), run.tally().answered(), population.swarms(), (long) figures.rate());
    demandServes(tracker, run.tally());
  }

  private static void demandServes(Tracker tracker, Tally tally) {
    if (tally.answered() == 0 || tally.failures() + tally.malformed() == tally.answered()) {
      throw new Fault(
          "%s at %s serves no announces; %s"
              .formatted(
                  tracker.name(),
                  tracker.target().address(),
                  tally.answered() == 0 ? "no reply came" : "a reply was " + tally.firstWrong()));
    }
  }

  /** The trackers take turns at being first. Rounds up to 0 only warm up. */
  private void round(int round) {
    for (var row : rows) {
      var turns = new ArrayList<>(trackers.keySet());
      var measured = new HashMap<String, Figures>();
      for (var tracker : round % 2 == 0 ? turns : turns.reversed()) {
        if (tracker.speaks(row.transport())) {
          measured.put(tracker.name(), measure(row, tracker, round));
        }
      }
      if (round > 0) {
        var inOrder = new LinkedHashMap<String, Figures>();
        turns.stream()
            .map(Tracker::name)
            .filter(measured::containsKey)
            .forEach(name -> inOrder.put(name, measured.get(name)));
        results.add(row, inOrder);
      }
    }
  }

  private Figures measure(Row row, Tracker tracker, int round) {
    var length = new Run.Length(options.seconds / 5, options.seconds, options.mostAnnounces);
    var run = new Run(length, row.rate(), tracker.meter());
    var sequence = requireNonNull(trackers.get(tracker), "the tracker has ended");
    Load.of(row, tracker.target(), population, sequence).send(run);
    var figures = run.figures();
    out.printf(
        "%s, %s, %s: %,.0f announces/s, %.1f µs each, load %.2f%s%s%n",
        round > 0 ? "round " + round : "warm-up",
        row.name(),
        tracker.name(),
        figures.rate(),
        figures.cpuUs(),
        figures.serverLoad(),
        figures.isDisturbed() ? "; the machine did something else too" : "",
        figures.isGood()
            ? ""
            : "; replies lost or wrong: "
                + figures.lost()
                + ", "
                + figures.wrong()
                + " "
                + run.tally().firstWrong());
    return figures;
  }
}
