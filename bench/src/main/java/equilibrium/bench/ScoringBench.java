package equilibrium.bench;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
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
  /** The tracker's time against the world's: a day must fit the hours that events may be late. */
  public static final int CLOCK_SCALE = 60;

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long QUIET_NS = Duration.ofSeconds(3).toNanos();
  private static final long BEGAN_BEFORE_MS = Duration.ofHours(27).toMillis();

  /** Starts the scoring program on a folder, against the Kafka that the history was written to. */
  public interface Launch {
    Process start(Path data) throws IOException;
  }

  private final KafkaSettings kafka;
  private final PrintStream out;

  public ScoringBench(KafkaSettings kafka, PrintStream out) {
    this.kafka = kafka;
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
    long nowMs = System.currentTimeMillis() * CLOCK_SCALE;
    var history = new History(clients, swarms, nowMs - BEGAN_BEFORE_MS);
    new Publication(kafka).publish(history);
    out.printf("%,d announces of %,d clients are in the log%n", history.size(), clients);
    try (var program = new Program(launch.start(folder), folder);
        var progress = new Progress(kafka)) {
      measure(history, program, progress);
    }
  }

  /** The first fifth is for the compiler to learn on. */
  private void measure(History history, Program program, Progress progress) {
    var first = new Moment(0, 0, Duration.ZERO);
    var warm = first;
    var last = first;
    long stall = 0;
    while (last.contributions == 0
        || System.nanoTime() - last.atNs < QUIET_NS
        || !progress.isDone()) {
      LockSupport.parkNanos(LOOK.toNanos());
      if (!program.runs()) {
        throw new Fault("scoring ended before it had folded everything");
      }
      var now = new Moment(System.nanoTime(), progress.contributions(), program.cpu());
      if (now.contributions == last.contributions) {
        continue;
      }
      if (last.contributions == 0) {
        first = now;
      } else {
        stall = Math.max(stall, now.atNs - last.atNs);
      }
      if (now.contributions < history.size() / 5) {
        warm = now;
      }
      last = now;
    }
    last = new Moment(last.atNs, history.size(), program.cpu());
    out.println("all of it:       " + last.since(first));
    out.println("from a fifth on: " + last.since(warm));
    out.printf(
        "longest time without a result %d ms; at most %d MiB of memory; %d MiB of state%n",
        Duration.ofNanos(stall).toMillis(), program.peakMib(), program.stateMib());
  }

  /** How far it was, and what it had cost. */
  private record Moment(long atNs, long contributions, Duration cpu) {
    private String since(Moment before) {
      double announces = contributions - before.contributions;
      double cpuUs = cpu.minus(before.cpu).toNanos() / 1e3;
      return "%,.0f announces in %.1f s; %.1f us of CPU each, %,.0f a second and core"
          .formatted(
              announces, (atNs - before.atNs) / 1e9, cpuUs / announces, announces / cpuUs * 1e6);
    }
  }
}
