package equilibrium.bench.race;

/**
 * What some leechers of tier 0 do in a simulated swarm to get more peers.
 *
 * @param share of the leechers of tier 0 that do it, 0 to 1
 * @param keys announce keys with which each of them announces, 1 to 20; each at an endpoint of its
 *     own
 * @param discards whether they take new keys for each announce
 */
public record Tricks(double share, int keys, boolean discards) {
  /** Nobody does anything. */
  public static final Tricks NONE = new Tricks(0, 1, false);

  public static final int MOST_KEYS = 20;

  /** Tricks with checked ranges. */
  public Tricks {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share is %s, expected 0 to 1".formatted(share));
    }
    if (keys < 1 || keys > MOST_KEYS) {
      throw new IllegalArgumentException("keys is %d, expected 1 to %d".formatted(keys, MOST_KEYS));
    }
  }

  /** Whether the leecher of tier 0 with this number, from 0, is one of them. */
  boolean isPlayedBy(int number) {
    return (int) ((number + 1) * share) > (int) (number * share);
  }
}
