package equilibrium.scoring.client;

import java.util.List;

/**
 * How many clients have each score, exact to the point. Scores change, and a sketch could not take
 * a client back (docs/policy.md 0.9). Not thread-safe.
 */
public final class Histogram {
  /** Shares are exact to a millionth. */
  private static final long WHOLE = 1_000_000;

  private final long[] clients = new long[Score.MOST + 1];
  private long population;

  public void add(int score, long count) {
    clients[score] += count;
    population += count;
  }

  public long at(int score) {
    return clients[score];
  }

  long population() {
    return population;
  }

  /**
   * The nearest-rank quantiles; the population must not be empty.
   *
   * @param shares of clients at or below each, between 0 and 1
   */
  List<Integer> quantiles(List<Double> shares) {
    return shares.stream().map(share -> atShare(Math.round(share * WHOLE))).toList();
  }

  private int atShare(long millionths) {
    long rank = Math.ceilDiv(population * millionths, WHOLE);
    long below = 0;
    for (int score = 0; score <= Score.MOST; score++) {
      below += clients[score];
      if (below >= rank) {
        return score;
      }
    }
    throw new IllegalStateException(
        "the scores of the histogram have %d clients, expected %d".formatted(below, population));
  }
}
