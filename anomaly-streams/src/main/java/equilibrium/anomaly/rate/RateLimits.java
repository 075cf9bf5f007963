package equilibrium.anomaly.rate;

import equilibrium.anomaly.rules.DetectionRules;
import java.time.Duration;

/**
 * The thresholds of rule R1 (docs/policy.md 3.3). Findings name their version, so each change is a
 * new version.
 *
 * @param version counts from 1
 * @param softBytesPerSecond above it is unusual: 125 MB/s is a full gigabit line
 * @param hardBytesPerSecond above it no claim is believed: 1.25 GB/s is a full ten-gigabit line
 * @param leastTime shorter claims are not judged, because a counter that is read late looks like a
 *     burst
 * @param leastBytes smaller uploads are not judged, at any speed
 * @param window the sessions of a client are added up over this time, and within it the same
 *     finding is not reported twice
 * @param worthBytes smaller claims are not added up: {@code mostClaims} of them stay below {@code
 *     leastBytes}
 * @param mostClaims that are kept of one client; beyond it the smallest is dropped
 */
public record RateLimits(
    int version,
    double softBytesPerSecond,
    double hardBytesPerSecond,
    Duration leastTime,
    long leastBytes,
    Duration window,
    long worthBytes,
    int mostClaims) {

  public static final RateLimits V1 = of(DetectionRules.V1);

  /** The thresholds in the record of all rules. */
  public static RateLimits of(DetectionRules rules) {
    var rule = rules.rule("R1");
    return new RateLimits(
        rules.version(),
        rule.threshold("softBytesPerSecond"),
        rule.threshold("hardBytesPerSecond"),
        Duration.ofSeconds(rule.whole("leastSeconds")),
        rule.whole("leastBytes"),
        Duration.ofSeconds(rule.whole("windowSeconds")),
        rule.whole("worthBytes"),
        (int) rule.whole("mostClaims"));
  }

  /** The limit of a severity, bytes a second. */
  double limit(Severity severity) {
    return switch (severity) {
      case SOFT -> softBytesPerSecond;
      case HARD -> hardBytesPerSecond;
    };
  }
}
