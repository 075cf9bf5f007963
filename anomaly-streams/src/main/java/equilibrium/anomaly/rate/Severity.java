package equilibrium.anomaly.rate;

/** How far a claim exceeds what is believed. */
public enum Severity {
  /** Unusual: a fast line of an honest client now and then. */
  SOFT(1_000),
  /** Physically impossible, double counting aside. */
  HARD(4_000);

  private final int weight;

  Severity(int weight) {
    this.weight = weight;
  }

  /** Log-likelihood ratio, thousandths of a nat (docs/policy.md 3.3, R1). */
  int weight() {
    return weight;
  }

  String word() {
    return switch (this) {
      case SOFT -> "soft";
      case HARD -> "hard";
    };
  }
}
