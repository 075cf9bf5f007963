package equilibrium.anomaly.suspicion;

/** Bounds of what records may say, so that a damaged one ends nothing and fills no store. */
final class Limits {
  private static final int MOST_CHARACTERS = 100;

  /** End of the year 9999, milliseconds since 1970. */
  private static final long LATEST_MS = 253_402_300_799_999L;

  /** A thousand nats. */
  private static final int MOST_WEIGHT = 1_000_000;

  static String text(String text) {
    return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
  }

  static long time(long ms) {
    return Math.clamp(ms, 0, LATEST_MS);
  }

  static int weight(int weight) {
    return Math.clamp(weight, -MOST_WEIGHT, MOST_WEIGHT);
  }

  private Limits() {}
}
