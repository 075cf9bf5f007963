package equilibrium.scoring.client;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many clients have each score, exact to the point. Scores change, and a sketch could not take
 * a client back (docs/policy.md 0.9). Not thread-safe.
 */
public final class Histogram {
  /** Quartiles: as many clients in each tier. */
  private static final int[] PERCENTILES = {25, 50, 75};

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

  /** The nearest-rank percentiles; the population must not be empty. */
  List<Integer> quartiles() {
    return IntStream.of(PERCENTILES).mapToObj(this::percentile).toList();
  }

  private int percentile(int percent) {
    long rank = Math.ceilDiv(population * percent, 100);
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
