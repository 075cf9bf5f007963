package equilibrium.ingress.log;

import equilibrium.ingress.spool.Spool;
import equilibrium.ingress.spool.Spool.Chunk;
import equilibrium.ingress.spool.SpooledEvent;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.Lifetimes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what waits in the spool, the oldest first, at twice the rate of live events at most, so
 * that these are not held up. An event stays in the spool until Kafka has acknowledged it. One
 * thread.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final int CHUNK = 500;
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  /** Events a second that are published even if fewer live events come. */
  private static final long LEAST_RATE = 2_000;

  /** Longer than the producer tries. */
  private static final long PATIENCE_SECONDS = 15;

  private final KafkaSender sender;
  private final Spool spool;
  private final TrackerClock clock;
  private final LongAdder live;
  private long rate = LEAST_RATE;
  private long countedNs = System.nanoTime();
  private long counted;

  /**
   * A drain.
   *
   * @param live counts live events
   */
  Drain(KafkaSender sender, Spool spool, TrackerClock clock, LongAdder live) {
    this.sender = sender;
    this.spool = spool;
    this.clock = clock;
    this.live = live;
  }

  /** Publishes some events; returns how long to wait before the next. Null: there were none. */
  @Nullable Duration step() {
    long startNs = System.nanoTime();
    measure(startNs);
    boolean trial = sender.circuit().state() == Circuit.State.HALF_OPEN;
    var chunk = spool.next(trial ? 1 : CHUNK);
    if (chunk == null) {
      return null;
    }
    if (chunk.events().isEmpty()) { // damaged, or set aside
      spool.published(chunk, 0);
      return Duration.ZERO;
    }
    if (!sender.circuit().passes() || !publish(chunk)) {
      return Duration.ofMillis(50);
    }
    long ns = chunk.events().size() * SECOND_NS / rate - (System.nanoTime() - startNs);
    return Duration.ofNanos(Math.max(0, ns));
  }

  private void measure(long nowNs) {
    if (nowNs - countedNs >= SECOND_NS) {
      long sum = live.sum();
      rate = Math.max(LEAST_RATE, 2 * (sum - counted) * SECOND_NS / (nowNs - countedNs));
      counted = sum;
      countedNs = nowNs;
    }
  }

  private boolean publish(Chunk chunk) {
    var acknowledged = new CountDownLatch(chunk.events().size());
    var failure = new AtomicReference<@Nullable Exception>();
    for (var event : chunk.events()) {
      sender.send(
          event.bytes().key(),
          event.bytes().value(),
          failed -> {
            if (failed != null && !isHopeless(event, failed)) {
              failure.set(failed);
            }
            acknowledged.countDown();
          });
    }
    try {
      if (!acknowledged.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || failure.get() != null) {
        sender.circuit().failed(String.valueOf(failure.get()));
        return false;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    sender.circuit().acknowledged();
    spool.published(chunk, late(chunk));
    return true;
  }

  private static boolean isHopeless(SpooledEvent event, Exception failure) {
    if (!(failure instanceof RecordTooLargeException)) {
      return false;
    }
    LOG.atError()
        .addKeyValue("event", event.id())
        .log("Kafka does not take an event of this size: raise max.message.bytes of announces");
    return true;
  }

  private int late(Chunk chunk) {
    long oldest = clock.nowMs() - Lifetimes.SPOOL_LIMIT.toMillis();
    return (int) chunk.events().stream().filter(event -> event.receivedAtMs() < oldest).count();
  }
}
