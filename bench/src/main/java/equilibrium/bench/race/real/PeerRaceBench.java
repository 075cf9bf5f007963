package equilibrium.bench.race.real;

import com.sun.management.OperatingSystemMXBean;
import equilibrium.bench.process.Host;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.SetUp.Folders;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.bench.race.Race;
import equilibrium.bench.race.RaceOptions;
import equilibrium.bench.race.RaceResult;
import equilibrium.bench.race.SwarmModel;
import equilibrium.bench.race.Tricks;
import equilibrium.bench.race.real.Report.Row;
import equilibrium.ingress.SimulatedSwarm;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Races real peers: clients earn tiers by announces, then swarms of them download under each policy
 * at the same time. The peers are sessions of libtorrent in this process, which must not have
 * loaded RocksDB; the tracker's programs are processes of their own. Everything it started is ended
 * when it returns, and when the process is asked to end.
 */
public final class PeerRaceBench {
  /** All clients have one address, and a busy machine is no fault. */
  private static final Map<String, String> NO_LIMITS =
      Map.of(
          "ingress.ack-wait", "10s",
          "limits.requests-per-address", "0",
          "limits.new-swarms-per-address", "0",
          "limits.peers-per-address", "0");

  private final PeerRaceOptions options;
  private final Host host;
  private final PrintStream out;
  private final SmallModel model;
  private volatile @Nullable SetUp running;

  /** A bench that prints there. */
  public PeerRaceBench(PeerRaceOptions options, Host host, PrintStream out) {
    this.options = options;
    this.host = host;
    this.out = out;
    model = new SmallModel(options.kind(), options.pace());
  }

  /**
   * Runs all races and prints the table, in which simulated swarms of the same size stand too.
   *
   * @param json file for a line of JSON for each download; null: none
   * @param picture file for the picture, SVG; null: none
   */
  public void run(@Nullable Path json, @Nullable Path picture) throws IOException {
    var folder = Files.createTempDirectory("equilibrium-race");
    var hook = new Thread(this::end, "end-processes");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean done = false;
    try {
      var entrants = earn(folder);
      var setUp = start(Layout.POLICIES, folder, model.settings());
      setUp.awaitIngresses();
      var check = new AnswerCheck(entrants);
      var real = race(entrants, check, setUp, folder);
      var report =
          new Report(model)
              .add(Row.REAL, real)
              .add(Row.SLOW, simulate(model.chokingS()))
              .add(Row.SIMULATED, simulate(RaceOptions.CHOKING_S));
      out.print(report.markdown());
      if (json != null) {
        report.json(json);
      }
      if (picture != null) {
        Files.writeString(picture, report.picture().svg());
      }
      out.printf(
          "%,d announces of racers are in the log, all answered by the policy of their race for the"
              + " tier that was earned%n",
          check.read(setUp.kafka()));
      setUp.stop();
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("the races were interrupted", e);
    } finally {
      end();
      Runtime.getRuntime().removeShutdownHook(hook);
      if (done) {
        Utils.delete(folder.toFile());
      } else {
        out.printf("logs and data stay in %s%n", folder);
      }
    }
  }

  private void end() {
    var setUp = running;
    if (setUp != null) {
      setUp.close();
    }
  }

  private SetUp start(Layout layout, Path folder, Map<String, String> settings) {
    var all = new LinkedHashMap<>(NO_LIMITS);
    all.putAll(settings);
    var setUp = SetUp.of(layout, new Folders(folder.resolve("data"), folder), all, host);
    running = setUp;
    setUp.start();
    return setUp;
  }

  private List<Entrant> earn(Path folder) {
    var scale = Integer.toString(Earning.SCALE.factor());
    var setUp = start(Layout.SCORED, folder, Map.of("clock.scale", scale));
    int each = LineUp.each(seeders(), options.peers());
    var entrants = new Earning(setUp, each, out).run();
    setUp.stop();
    setUp.close();
    return entrants;
  }

  private int seeders() {
    return options.kind().seeders(options.peers());
  }

  /** Scoring runs no more, so the tiers stay. */
  private Map<String, List<RaceResult>> race(
      List<Entrant> entrants, AnswerCheck check, SetUp setUp, Path folder)
      throws IOException, InterruptedException {
    var results = new LinkedHashMap<String, List<RaceResult>>();
    options.policies().forEach(policy -> results.put(policy, new ArrayList<>()));
    for (int race = 1; race <= options.races(); race++) {
      race(race, lineUp(entrants, race), setUp, folder)
          .forEach((policy, heat) -> {
            check.expect(heat.infoHash(), policy);
            results.getOrDefault(policy, List.of()).add(heat.result());
          });
    }
    return results;
  }

  private LineUp lineUp(List<Entrant> entrants, int race) {
    var random = new Random(options.seed() + race);
    return LineUp.draw(entrants, seeders(), options.peers(), model.arrivals(), random);
  }

  private Map<String, HeatResult> race(int number, LineUp lineUp, SetUp setUp, Path folder)
      throws IOException, InterruptedException {
    var races = folder.resolve("race-" + number);
    var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double _ = machine.getCpuLoad(); // of the time since the last call
    var results = new LinkedHashMap<String, HeatResult>();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var running = new LinkedHashMap<String, Future<HeatResult>>();
      for (var policy : options.policies()) {
        var own = races.resolve("race-%d-%s".formatted(number, policy));
        var heat = new Heat(model, url(setUp, policy), own, lineUp);
        running.put(policy, threads.submit(heat::run));
      }
      for (var one : running.entrySet()) {
        results.put(one.getKey(), result(number, one.getKey(), one.getValue()));
      }
    }
    out.printf(Locale.ROOT, "race %d: the machine's load was %.2f%n", number, machine.getCpuLoad());
    Utils.delete(races.toFile());
    return results;
  }

  private static String url(SetUp setUp, String policy) {
    var ingress = setUp.ingresses().get(SimulatedSwarm.policies().indexOf(policy));
    return "http://127.0.0.1:%d/announce".formatted(ingress.getPort());
  }

  private HeatResult result(int race, String policy, Future<HeatResult> running)
      throws InterruptedException {
    try {
      var heat = running.get();
      var result = heat.result();
      out.printf(
          Locale.ROOT,
          "race %d, %s: tiers 0 to 3 took %.1f, %.1f, %.1f and %.1f min; %.0f %% from the first"
              + " seeders%s%n",
          race,
          policy,
          result.median(0),
          result.median(1),
          result.median(2),
          result.median(3),
          100 * result.fromFirstSeeders(),
          heat.complaints().isEmpty()
              ? ""
              : "; %d complaints, such as: %s"
                  .formatted(heat.complaints().size(), heat.complaints().getFirst()));
      return heat;
    } catch (ExecutionException e) {
      throw new Fault("race %d under %s: %s".formatted(race, policy, e.getCause()), e);
    }
  }

  /** As many simulated swarms of the same kind and size. */
  private Map<String, List<RaceResult>> simulate(int chokingS) {
    var results = new LinkedHashMap<String, List<RaceResult>>();
    for (var policy : options.policies()) {
      results.put(
          policy,
          IntStream.range(0, options.races())
              .mapToObj(race -> Race.run(simulated(policy, chokingS, options.seed() + race)))
              .toList());
    }
    return results;
  }

  private RaceOptions simulated(String policy, int chokingS, long seed) {
    return new RaceOptions(
        options.kind(),
        options.peers(),
        policy,
        Duration.ofSeconds(SwarmModel.CLIMBING_S),
        0,
        Tricks.NONE,
        chokingS,
        seed);
  }
}
