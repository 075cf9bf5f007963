package equilibrium.platform;

import equilibrium.schemas.Lifetimes;
import java.time.Duration;

/**
 * The time of an announce for folds: the time stated by its ingress, kept between the time of the
 * log minus the spool limit and the time of the log plus the greatest difference of clocks. So one
 * node's wrong clock does no harm (docs/architecture.md 3).
 *
 * @param scale of the tracker that wrote the log
 */
public record EffectiveTime(TimeScale scale) {
  /** How far an ingress's clock may be ahead of the broker's. */
  public static final Duration AHEAD_LIMIT = Duration.ofSeconds(5);

  /**
   * The effective time in milliseconds since 1970, scaled.
   *
   * @param receivedAtMs when the ingress received it, scaled
   * @param appendedAtMs the record's timestamp (LogAppendTime), real
   */
  public long of(long receivedAtMs, long appendedAtMs) {
    long appended = scale.scaledMs(appendedAtMs);
    return Math.clamp(
        receivedAtMs,
        appended - Lifetimes.SPOOL_LIMIT.toMillis(),
        appended + AHEAD_LIMIT.toMillis() * scale.factor());
  }
}
