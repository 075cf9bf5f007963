package equilibrium.platform;

import equilibrium.schemas.Lifetimes;
import java.time.Duration;

/**
 * When an announce happened, for folds: the time its ingress says, but neither later than the log
 * took it by more than the clocks may differ, nor earlier by more than a spool may hold it. One
 * node's wrong clock then poisons nothing (docs/architecture.md 3).
 *
 * @param scale of the tracker that wrote the log
 */
public record EffectiveTime(TimeScale scale) {
  /** How far a clock may be ahead of the broker's. */
  public static final Duration AHEAD_LIMIT = Duration.ofSeconds(5);

  /**
   * The effective time in milliseconds since 1970, scaled.
   *
   * @param receivedAtMs what the ingress says, scaled
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
