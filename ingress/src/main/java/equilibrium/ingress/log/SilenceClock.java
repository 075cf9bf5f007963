package equilibrium.ingress.log;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import java.time.Duration;

/**
 * The time by which the silence of peers is measured. It is the tracker's time, except that a wrong
 * clock of this node ends no peers:
 *
 * <ul>
 *   <li>It does not follow a step forward for one peer lifetime. By then every peer that is alive
 *       has announced by the new time.
 *   <li>It is behind by as much as the clock is ahead of Kafka's, by which the announces of other
 *       nodes are dated.
 * </ul>
 */
public final class SilenceClock {
  private final TrackerClock clock;
  private final TimeScale scale;
  private final ClockCheck check;
  private final long lifetimeMs;
  private final long stepMs;
  private long aheadOfElapsedMs;
  private long heldMs;
  private long steppedAtMs;

  /**
   * Starts with the tracker's time.
   *
   * @param lifetime of a peer; tracker time
   */
  public SilenceClock(ProcessContext process, ClockCheck check, Duration lifetime) {
    this.clock = process.clock();
    this.scale = process.scale();
    this.check = check;
    this.lifetimeMs = lifetime.toMillis();
    this.stepMs = EffectiveTime.AHEAD_LIMIT.toMillis() * scale.factor();
    this.aheadOfElapsedMs = clock.nowMs() - elapsedMs();
  }

  private long elapsedMs() {
    return clock.elapsedUs() / 1000;
  }

  /** Tracker time, milliseconds since 1970. */
  public synchronized long nowMs() {
    long now = clock.nowMs();
    long elapsed = elapsedMs();
    long step = now - elapsed - aheadOfElapsedMs;
    aheadOfElapsedMs += step;
    if (step > stepMs) {
      heldMs += step;
      steppedAtMs = elapsed;
    } else if (step < -stepMs) {
      heldMs = Math.max(0, heldMs + step);
    }
    if (elapsed - steppedAtMs > lifetimeMs) {
      heldMs = 0;
    }
    return now - Math.max(heldMs, check.aheadMs() * scale.factor());
  }

  /**
   * Real time, milliseconds since 1970, behind this node's clock by as much as the clock is off.
   */
  long realMs() {
    return clock.realMs() - scale.real(Duration.ofMillis(clock.nowMs() - nowMs())).toMillis();
  }
}
