package equilibrium.bench.race;

import java.util.List;

/**
 * How long the leechers of a swarm took.
 *
 * @param fromFirstSeeders share of all bytes that came from those who seed from the start
 */
public record RaceResult(List<Finish> finishes, double fromFirstSeeders) {
  private static final double STARVED = 3; // times the median

  /** A result that does not change. */
  public RaceResult {
    finishes = List.copyOf(finishes);
  }

  /**
   * One leecher, from its first announce to its last piece.
   *
   * @param tricks whether it has played {@link Tricks}
   */
  public record Finish(int tier, boolean tricks, double minutes) {}

  /** Several swarms taken as one. */
  public static RaceResult of(List<RaceResult> rounds) {
    return new RaceResult(
        rounds.stream().flatMap(round -> round.finishes().stream()).toList(),
        rounds.stream().mapToDouble(RaceResult::fromFirstSeeders).average().orElse(0));
  }

  /** Mean of all leechers, minutes. */
  public double mean() {
    return finishes.stream().mapToDouble(Finish::minutes).average().orElse(0);
  }

  /** Median of the honest leechers of a tier, minutes. */
  public double median(int tier) {
    return quantile(
        0.5, finishes.stream().filter(one -> one.tier() == tier && !one.tricks()).toList());
  }

  /** Median of those who have played tricks, minutes; not a number: there are none. */
  double tricksters() {
    return quantile(0.5, finishes.stream().filter(Finish::tricks).toList());
  }

  /** The time within which this share of all leechers is complete, minutes. */
  public double quantile(double share) {
    return quantile(share, finishes);
  }

  /** How many times as long as the highest tier the lowest one took. */
  public double ratio() {
    return median(0) / median(3);
  }

  /** Share of the leechers that took more than three times the median of all. */
  public double starved() {
    double limit = STARVED * quantile(0.5);
    double late = finishes.stream().filter(one -> one.minutes() > limit).count();
    return late / finishes.size();
  }

  /** The slowest leecher, in medians of all. */
  public double slowest() {
    return quantile(1) / quantile(0.5);
  }

  private static double quantile(double share, List<Finish> among) {
    double[] sorted = among.stream().mapToDouble(Finish::minutes).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
