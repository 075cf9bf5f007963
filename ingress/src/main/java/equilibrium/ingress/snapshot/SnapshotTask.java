package equilibrium.ingress.snapshot;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.TrackerClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the snapshot at an interval, and once more when it is closed. Writing takes a twentieth of
 * the time at most: after a snapshot that took long, the next one waits longer. A disk that is full
 * or broken costs the snapshot, nothing else.
 */
public final class SnapshotTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTask.class);
  private static final int SHARE = 20;

  /** A snapshot that takes longer is not written when the node stops. */
  private static final long LAST_NS = TimeUnit.SECONDS.toNanos(1);

  private final SnapshotFile file;
  private final TrackerClock clock;
  private final Duration interval;
  private final Supplier<@Nullable Map<Integer, Long>> offsets;
  private final Counter failures;
  private final BackgroundTask task;
  private volatile long writtenNs = System.nanoTime();
  private volatile long tookNs;
  private final ReentrantLock writing = new ReentrantLock();
  private boolean failing;

  /**
   * Starts; the first snapshot is written after one interval.
   *
   * @param interval real time
   * @param offsets up to which the swarms hold the log; null: none is to be written now
   */
  public SnapshotTask(
      SnapshotFile file,
      TrackerClock clock,
      Duration interval,
      Supplier<@Nullable Map<Integer, Long>> offsets,
      MeterRegistry metrics) {
    this.file = file;
    this.clock = clock;
    this.interval = interval;
    this.offsets = offsets;
    this.failures =
        Counter.builder("equilibrium_snapshot_failures_total")
            .description("Snapshots that could not be written")
            .register(metrics);
    TimeGauge.builder(
            "equilibrium_snapshot_age",
            this,
            TimeUnit.NANOSECONDS,
            snapshots -> System.nanoTime() - snapshots.writtenNs)
        .description("Time since the last snapshot was written, or since the start")
        .register(metrics);
    this.task = BackgroundTask.start("snapshot", this::run);
  }

  private void run(BackgroundTask running) {
    while (!running.isClosed(interval.plusNanos(SHARE * tookNs))) {
      write();
    }
  }

  /** Unless a write is under way: two would write to one file. */
  private void write() {
    if (writing.tryLock()) {
      try {
        writeAlone();
      } finally {
        writing.unlock();
      }
    }
  }

  private void writeAlone() {
    var known = offsets.get();
    if (known == null) {
      return;
    }
    long startNs = System.nanoTime();
    try {
      file.write(clock.nowMs(), Map.copyOf(known));
      writtenNs = System.nanoTime();
      failing = false;
    } catch (IOException e) {
      failures.increment();
      if (!failing) {
        failing = true;
        LOG.atWarn()
            .addKeyValue("cause", e.toString())
            .log("the snapshot cannot be written, the former one stays: check the disk");
      }
    } finally {
      tookNs = System.nanoTime() - startNs;
    }
  }

  @Override
  public void close() {
    task.close();
    if (tookNs < LAST_NS) {
      write();
    }
  }
}
