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

  /** The longer one; of two that are equally long, the worse figures of both. */
  During longer(During other) {
    int compared = length.compareTo(other.length);
    if (compared != 0) {
      return compared > 0 ? this : other;
    }
    return new During(
        length, Math.min(answeredPercent, other.answeredPercent), Math.max(p99Ms, other.p99Ms));
  }

  /** Of a Markdown table. */
  String text() {
    return length.isZero()
        ? ""
        : "%d s: %.0f %% answered, p99 %d ms".formatted(length.toSeconds(), answeredPercent, p99Ms);
  }
}
