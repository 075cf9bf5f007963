package equilibrium.bench;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.TrackerClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how fast scoring folds a generated day of a large tracker, and with how much CPU, memory
 * and disk. Scoring runs in a process of its own. So its CPU time includes garbage collection, the
 * compiler and RocksDB's threads, but not the broker.
 */
public final class ScoringBench {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration CUT_PATIENCE = Duration.ofMinutes(30); // cuts come every ten

  /** Starts the scoring program with a folder, on the Kafka that has the history. */
  public interface Launch {
    Process start(Path data) throws IOException;
  }

  private final KafkaSettings kafka;
  private final TimeScale scale;
  private final PrintStream out;

  /**
   * A bench that is not started yet.
   *
   * @param scale speed of the generated tracker's time. The day passes at this speed, because
   *     announces that are written late or early count as from a wrong clock
   */
  public ScoringBench(KafkaSettings kafka, TimeScale scale, PrintStream out) {
    this.kafka = kafka;
    this.scale = scale;
    this.out = out;
  }

  /**
   * Runs the bench once and prints its figures.
   *
   * @param folder for the state of scoring
   */
  public void run(int clients, int swarms, Launch launch, Path folder) throws IOException {
    try (var topics = new TopicAdmin(kafka)) {
      var _ = topics.create();
    }
    var clock = TrackerClock.system(scale);
    var history = new History(clients, swarms, clock.nowMs() - 2 * History.ROUND_MS);
    var log = new Publication(kafka);
    log.publish(history, 0, history.early());
    while (clock.nowMs() < history.endMs()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    log.publish(history, history.early(), history.size());
    out.printf("%,d announces of %,d clients are in the log%n", history.size(), clients);
    try (var program = new MeasuredProcess(launch.start(folder), folder);
        var progress = new Progress(kafka);
        var cuts = new TierCutsReader(kafka)) {
      fold(history, program, progress);
      settle(program, cuts);
    }
  }

  /** The first fifth warms up the compiler, so that figures are printed without it too. */
  private void fold(History history, MeasuredProcess program, Progress progress) {
    var first = new Moment(0, 0, 0, Duration.ZERO);
    var warm = first;
    var last = first;
    long stall = 0;
    while (last.contributions < history.size() || !progress.isDone()) {
      LockSupport.parkNanos(POLL.toNanos());
      if (!program.isRunning()) {
        throw new Fault("scoring ended before it had folded everything");
      }
      program.measureMemory();
      var now = progress.now(program);
      if (now.consumed == last.consumed) {
        if (last.consumed > 0 && now.atNs - last.atNs > PATIENCE.toNanos()) {
          throw new Fault("scoring has consumed nothing for %d s".formatted(PATIENCE.toSeconds()));
        }
        continue;
      }
      if (last.consumed == 0) {
        first = now;
      } else {
        stall = Math.max(stall, now.atNs - last.atNs);
      }
      if (now.contributions < history.size() / 5) {
        warm = now;
      }
      last = now;
    }
    last = new Moment(System.nanoTime(), history.size(), last.consumed, program.cpu());
    out.println("all of it:       " + last.since(first));
    out.println("from a fifth on: " + last.since(warm));
    double cpuSeconds = last.cpu.minus(first.cpu).toNanos() / 1e9;
    print("read", progress.read(), history.size(), cpuSeconds);
    print("written", progress.written(), history.size(), cpuSeconds);
    out.printf(
        "longest time without progress %d ms; at most %d MiB of memory, and %d MiB of files in the"
            + " system's; %d MiB of state%n",
        Duration.ofNanos(stall).toMillis(),
        program.ownMib(),
        program.mappedMib(),
        program.stateMib());
  }

  private void print(String what, long records, int announces, double cpuSeconds) {
    out.printf(
        "records %s: %.1f for each announce, %,.0f a second and core%n",
        what, (double) records / announces, (double) records / cpuSeconds);
  }

  /** Waits until the cuts between tiers move by less than a point, or no new ones come. */
  private void settle(MeasuredProcess program, TierCutsReader cuts) {
    long beganMs = TrackerClock.system(scale).nowMs();
    while (cuts.hasMore(scale.real(CUT_PATIENCE)) && !cuts.areSettled()) {
      if (!program.isRunning()) {
        throw new Fault("scoring ended before the cuts had settled");
      }
    }
    var newest = cuts.newest();
    if (newest != null) {
      out.printf(
          "cuts %s of %,d clients%s settled in %d min of the tracker's time%n",
          newest.getCuts(),
          newest.getPopulation(),
          newest.getProvisional() ? ", provisional," : "",
          Duration.ofMillis(Math.max(0, newest.getAtMs() - beganMs)).toMinutes());
    }
  }

  /**
   * Progress and CPU time at a moment.
   *
   * @param contributions that consumers may read
   * @param consumed records that all stages have committed
   */
  record Moment(long atNs, long contributions, long consumed, Duration cpu) {
    private String since(Moment before) {
      double announces = contributions - before.contributions;
      double cpuUs = cpu.minus(before.cpu).toNanos() / 1e3;
      return "%,.0f announces in %.1f s; %.1f us of CPU each, %,.0f a second and core"
          .formatted(
              announces, (atNs - before.atNs) / 1e9, cpuUs / announces, announces / cpuUs * 1e6);
    }
  }
}
