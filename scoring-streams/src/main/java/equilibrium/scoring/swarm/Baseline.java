package equilibrium.scoring.swarm;

import java.util.Arrays;

/**
 * The usual relative imbalance of one kind of swarms: a running median, in steps of 0.005 from -1
 * to 1. When there are many episodes all counts are halved, so the newest weigh most. Immutable.
 */
public final class Baseline {
  public static final int STEPS = 401;
  public static final Baseline NONE = new Baseline(new int[STEPS]);

  private static final int ZERO = STEPS / 2;
  private static final double STEP = 0.005;

  private final int[] counts;

  private Baseline(int[] counts) {
    this.counts = counts;
  }

  /** A stored one: {@link #STEPS} counts. */
  public static Baseline of(int[] counts) {
    if (counts.length != STEPS) {
      throw new IllegalArgumentException("%d counts, expected %d".formatted(counts.length, STEPS));
    }
    return new Baseline(counts.clone());
  }

  public int[] counts() {
    return counts.clone();
  }

  /** The median; 0 below a number of episodes. */
  double median(int leastEpisodes) {
    int all = Arrays.stream(counts).sum();
    if (all < leastEpisodes) {
      return 0;
    }
    int below = 0;
    int step = 0;
    while (2 * (below + counts[step]) < all) {
      below += counts[step++];
    }
    return (step - ZERO) * STEP;
  }

  /** With one more episode. */
  Baseline plus(double relative, int mostEpisodes) {
    int[] next = counts.clone();
    if (Arrays.stream(next).sum() >= mostEpisodes) {
      Arrays.setAll(next, i -> next[i] / 2);
    }
    next[(int) Math.round(Math.clamp(relative, -1, 1) / STEP) + ZERO]++;
    return new Baseline(next);
  }
}
