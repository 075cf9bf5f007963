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
 * How fast scoring folds a made-up day of a large tracker, and what it needs for that. Scoring runs
 * in a process of its own, so its CPU time has everything in it: garbage collection, the compiler,
 * RocksDB's own threads; and nothing of the broker's.
 */
public final class ScoringBench {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration CUT_PATIENCE = Duration.ofMinutes(30); // they come every ten

  /** Starts the scoring program on a folder, against the Kafka that the history was written to. */
  public interface Launch {
    Process start(Path data) throws IOException;
  }

  private final KafkaSettings kafka;
  private final TimeScale scale;
  private final PrintStream out;

  /**
   * Not started yet.
   *
   * @param scale the time of the tracker that is made up: the day is lived through, for nothing may
   *     be written late, or early
   */
  public ScoringBench(KafkaSettings kafka, TimeScale scale, PrintStream out) {
    this.kafka = kafka;
    this.scale = scale;
    this.out = out;
  }

  /**
   * Runs it once and prints what was measured.
   *
   * @param folder where scoring keeps its state
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
      LockSupport.parkNanos(LOOK.toNanos());
    }
    log.publish(history, history.early(), history.size());
    out.printf("%,d announces of %,d clients are in the log%n", history.size(), clients);
    try (var program = new Program(launch.start(folder), folder);
        var progress = new Progress(kafka);
        var cuts = new Cuts(kafka)) {
      fold(history, program, progress);
      settle(program, cuts);
    }
  }

  /** The first fifth is for the compiler to learn on. */
  private void fold(History history, Program program, Progress progress) {
    var first = new Moment(0, 0, 0, Duration.ZERO);
    var warm = first;
    var last = first;
    long stall = 0;
    while (last.contributions < history.size() || !progress.isDone()) {
      LockSupport.parkNanos(LOOK.toNanos());
      if (!program.runs()) {
        throw new Fault("scoring ended before it had folded everything");
      }
      program.look();
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

  /** Waits until the cuts between tiers move by less than a point, or no more. */
  private void settle(Program program, Cuts cuts) {
    long beganMs = TrackerClock.system(scale).nowMs();
    while (cuts.isNewer(scale.real(CUT_PATIENCE)) && !cuts.areSettled()) {
      if (!program.runs()) {
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
   * How far it was, and what it had cost.
   *
   * @param contributions that others may read
   * @param consumed records of all stages, committed
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
