package equilibrium.anomaly;

import java.time.Duration;

/**
 * The thresholds of rule R1 (docs/policy.md 3.3). A change is a new version, which findings name.
 *
 * @param version counts from 1
 * @param softBytesPerSecond above it is unusual: 125 MB/s is a full gigabit line
 * @param hardBytesPerSecond above it is not believed of anybody: a full ten-gigabit line
 * @param leastTime shorter claims say nothing about a rate: a counter read late is a burst
 * @param leastBytes at most so many are no matter how fast
 * @param window over which the sessions of a client are added up, and within which the same is not
 *     told twice
 * @param worthBytes claims of less are not added up: with {@code mostClaims} of them a client stays
 *     below {@code leastBytes}
 * @param mostClaims kept of one client; beyond, the smallest are forgotten
 */
record RateLimits(
    int version,
    double softBytesPerSecond,
    double hardBytesPerSecond,
    Duration leastTime,
    long leastBytes,
    Duration window,
    long worthBytes,
    int mostClaims) {

  static final RateLimits V1 =
      new RateLimits(
          1, 125e6, 1.25e9, Duration.ofMinutes(1), 1L << 30, Duration.ofMinutes(10), 4L << 20, 200);

  /** What a severity allows, bytes a second. */
  double limit(Severity severity) {
    return switch (severity) {
      case SOFT -> softBytesPerSecond;
      case HARD -> hardBytesPerSecond;
    };
  }
}
