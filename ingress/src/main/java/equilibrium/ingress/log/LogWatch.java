package equilibrium.ingress.log;

import equilibrium.ingress.log.LogEnds.Ends;
import equilibrium.ingress.spool.Checkpoint;
import equilibrium.ingress.spool.Checkpoint.Acknowledged;
import equilibrium.ingress.spool.Spool;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.drill.Outage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for Kafka while the circuit is open, and makes it half-open when Kafka answers and the log
 * has everything that was acknowledged. If it has not, the spool publishes its events again. While
 * Kafka takes events, publishes what waits in the spool, and keeps what is known to be in Kafka.
 */
final class LogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long KEEP_NS = TimeUnit.SECONDS.toNanos(1);

  /** How often the ends of the log are compared while Kafka takes events. */
  private static final long COMPARE_NS = TimeUnit.SECONDS.toNanos(5);

  /** Events acknowledged so long before Kafka went away are on its disk by then. Real time. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final KafkaSender sender;
  private final Spool spool;
  private final Drain drain;
  private final LogEnds log;
  private final Outage away;
  private final AcknowledgedOffsets offsets;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final BackgroundTask task;
  private Checkpoint kept;
  private long keptNs = System.nanoTime();
  private long comparedNs = System.nanoTime();

  /**
   * What it watches.
   *
   * @param away while it is on, Kafka counts as unreachable
   */
  record Watched(
      KafkaSender sender, Spool spool, AcknowledgedOffsets offsets, LogEnds log, Outage away) {}

  LogWatch(Watched watched, Drain drain) {
    this.sender = watched.sender();
    this.spool = watched.spool();
    this.offsets = watched.offsets();
    this.log = watched.log();
    this.away = watched.away();
    this.drain = drain;
    this.kept = spool.found();
    this.task = BackgroundTask.start("log-watch", this::run);
  }

  private void run(BackgroundTask running) {
    var pause = PAUSE;
    while (!running.isClosed(pause)) {
      pause = step(sender.circuit());
      if (System.nanoTime() - keptNs > KEEP_NS) {
        keptNs = System.nanoTime();
        keep();
      }
    }
  }

  private Duration step(Circuit circuit) {
    if (away.isOn()) {
      circuit.open("a drill keeps Kafka away");
      return PAUSE;
    }
    if (circuit.isOpen() || System.nanoTime() - comparedNs > COMPARE_NS) {
      look(circuit);
      return PAUSE;
    }
    var pause = drain.step();
    if (pause == null && circuit.ageNs() > IDLE_NS) {
      circuit.idle();
    }
    return pause == null ? PAUSE : pause;
  }

  private void look(Circuit circuit) {
    boolean prepared = !circuit.isOpen() || sender.prepare();
    var acknowledged = offsets.highest(); // before the ends, which are never behind it
    var afterMs = circuit.isOpen() ? appendedMs(acknowledged) : Map.<Integer, Long>of();
    try {
      var ends = log.read(afterMs);
      if (prepared) {
        compare(acknowledged, ends);
        spool.confirmed();
        circuit.reachable();
        reached.countDown();
      }
    } catch (LogEnds.Unreachable e) {
      circuit.failed(String.valueOf(e.getMessage()));
    }
    comparedNs = System.nanoTime();
  }

  /**
   * Kafka was away, and others may have written since: the end alone does not tell whether the last
   * acknowledged event is still there.
   */
  private static Map<Integer, Long> appendedMs(Map<Integer, Acknowledged> acknowledged) {
    var times = new HashMap<Integer, Long>();
    acknowledged.forEach((partition, last) -> {
      if (last.appendedAtMs() > 0) {
        times.put(partition, last.appendedAtMs());
      }
    });
    return times;
  }

  private void compare(Map<Integer, Acknowledged> acknowledged, Ends ends) {
    boolean lost = offsets.isLost(acknowledged, ends);
    if (lost) {
      long events = spool.again(offsets.acknowledgedAtMs() - WINDOW.toMillis());
      LOG.atWarn()
          .addKeyValue("events", events)
          .log("Kafka's log has lost acknowledged events: those in the spool are published again");
    }
    offsets.follow(ends, lost);
    if (lost) {
      keep(); // before new events hide from the next process what the log has lost
    }
  }

  /** Keeps what is known to be in Kafka, if that has changed. */
  void keep() {
    long publishedTo = spool.publishedTo();
    var now = offsets.checkpoint(publishedTo);
    if (!now.equals(kept)) {
      spool.keep(now);
      kept = now;
    }
  }

  /** Waits until Kafka was reached for the first time; false: it was not in this time. */
  boolean awaitLog(Duration patience) throws InterruptedException {
    return reached.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    task.close();
    log.close();
  }
}
