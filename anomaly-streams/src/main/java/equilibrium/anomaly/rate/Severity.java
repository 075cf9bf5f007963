package equilibrium.anomaly.rate;

/** How far a claim exceeds what is believed. */
public enum Severity {
  /** Unusual: a fast line of an honest client now and then. */
  SOFT,
  /** Physically impossible, double counting aside. */
  HARD;

  String word() {
    return switch (this) {
      case SOFT -> "soft";
      case HARD -> "hard";
    };
  }
}
