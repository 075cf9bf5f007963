package equilibrium.schemas;

/**
 * The tiers of clients and of sessions (docs/policy.md 4.2): whole numbers from {@value #LOWEST} to
 * {@value #HIGHEST}. Plain integers, because rows, events and the hot path carry them as such.
 */
public final class Tier {
  /** Of a client without a standing. */
  public static final int LOWEST = 0;

  public static final int HIGHEST = 3;

  public static final int COUNT = HIGHEST - LOWEST + 1;

  /** How many scores part the tiers from each other. */
  public static final int CUTS = COUNT - 1;

  /** The nearest tier to a number from outside, such as a row that was changed by hand. */
  public static int clamp(long number) {
    return Math.clamp(number, LOWEST, HIGHEST);
  }

  /** As texts for people have it: {@code "tier 2 of 3"}. */
  public static String name(int tier) {
    return "tier %d of %d".formatted(tier, HIGHEST);
  }

  private Tier() {}
}
