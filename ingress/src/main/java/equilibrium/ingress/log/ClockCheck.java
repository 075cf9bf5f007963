package equilibrium.ingress.log;

import equilibrium.platform.EffectiveTime;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the clock of this node with Kafka's: a record of this node gets its time from the broker
 * (LogAppendTime) between the moments at which it is sent and acknowledged. One thread measures,
 * any thread reads. All times are real.
 */
public final class ClockCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ClockCheck.class);
  private static final long LIMIT_MS = EffectiveTime.AHEAD_LIMIT.toMillis();

  private volatile @Nullable Long offsetMs;

  /** Nothing is measured yet. */
  public ClockCheck(MeterRegistry metrics) {
    Gauge.builder("equilibrium_clock_offset_seconds", this, ClockCheck::seconds)
        .description("How far the clock of this node is ahead of Kafka's; negative: behind it")
        .register(metrics);
  }

  private double seconds() {
    var offset = offsetMs;
    return offset == null ? Double.NaN : offset / 1000.0;
  }

  /**
   * Takes a measurement, in milliseconds since 1970.
   *
   * @param sentMs by the clock of this node, before the record was sent
   * @param ackedMs by the clock of this node, when it was acknowledged
   * @param appendedMs by the clock of the broker
   */
  void measured(long sentMs, long ackedMs, long appendedMs) {
    boolean wasOff = isOff();
    long offset = appendedMs < sentMs ? sentMs - appendedMs : Math.min(0, ackedMs - appendedMs);
    offsetMs = offset;
    if (isOff() && !wasOff) {
      LOG.atWarn()
          .addKeyValue("seconds", offset / 1000.0)
          .log(
              "the clock of this node differs from Kafka's: set the clock of the one that is wrong");
    } else if (wasOff && !isOff()) {
      LOG.atInfo().log("the clock of this node agrees with Kafka's again");
    }
  }

  /** How far the clock of this node is ahead of Kafka's, ms; negative: behind; null: unknown. */
  public @Nullable Long offsetMs() {
    return offsetMs;
  }

  /** Whether the clocks differ by more than 5 s. */
  public boolean isOff() {
    var offset = offsetMs;
    return offset != null && Math.abs(offset) > LIMIT_MS;
  }

  /** How far the clock of this node is ahead if it is off, ms; else 0. */
  long aheadMs() {
    var offset = offsetMs;
    return offset == null || offset <= LIMIT_MS ? 0 : offset;
  }
}
