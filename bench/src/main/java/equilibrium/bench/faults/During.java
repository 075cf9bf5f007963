package equilibrium.bench.faults;

import java.time.Duration;

/**
 * What clients saw while a fault lasted.
 *
 * @param length zero: the fault was a moment
 * @param answeredPercent announces answered with peers
 * @param p99Ms 99th percentile of the time to such a reply
 */
record During(Duration length, double answeredPercent, int p99Ms) {
  static final During NOTHING = new During(Duration.ZERO, 100, 0);

  /** The longer one; of equals the one in which fewer announces were answered. */
  During longer(During other) {
    int compared = length.compareTo(other.length);
    return compared > 0 || (compared == 0 && answeredPercent <= other.answeredPercent)
        ? this
        : other;
  }

  /** Of a Markdown table. */
  String text() {
    return length.isZero()
        ? ""
        : "%d s: %.0f %% answered, p99 %d ms".formatted(length.toSeconds(), answeredPercent, p99Ms);
  }
}
