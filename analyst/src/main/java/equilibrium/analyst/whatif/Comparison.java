package equilibrium.analyst.whatif;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.Tier;
import equilibrium.schemas.event.Identity;
import equilibrium.scoring.rules.ScoreRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Scores and tiers of all clients by the rules in force and by others. Tiers are those that the
 * cuts give at once: pauses and delays between changes of tier are left out on both sides.
 */
final class Comparison {
  private final List<Standing> standings;
  private final double[] before;
  private final double[] after;

  /**
   * Where cuts lie on both sides.
   *
   * @param inForce in points, ascending; empty: at the quantiles in force of the scores
   * @param quantilesInForce shares of clients at or below each
   * @param otherQuantiles shares of clients at or below each new cut; empty: as many as now
   */
  record Cuts(List<Double> inForce, List<Double> quantilesInForce, List<Double> otherQuantiles) {}

  Comparison(List<Standing> standings, Cuts cuts) {
    this.standings = standings;
    int[] old = standings.stream().mapToInt(Standing::before).sorted().toArray();
    int[] other = standings.stream().mapToInt(Standing::after).sorted().toArray();
    this.before =
        cuts.inForce().isEmpty()
            ? cuts(old, cuts.quantilesInForce())
            : cuts.inForce().stream().mapToDouble(Double::doubleValue).toArray();
    this.after =
        cuts.otherQuantiles().isEmpty()
            ? sameShares(old, other)
            : cuts(other, cuts.otherQuantiles());
  }

  /** The nearest-rank percentiles of sorted scores. */
  private static double[] cuts(int[] scores, List<Double> quantiles) {
    return quantiles.stream()
        .mapToDouble(share -> atRank(scores, (int) Math.ceil(share * scores.length)))
        .toArray();
  }

  /** Cuts with as many clients at or below each as the cuts in force have. */
  private double[] sameShares(int[] old, int[] other) {
    return Arrays.stream(before)
        .map(cut -> atRank(other, (int) Arrays.stream(old).filter(score -> score <= cut).count()))
        .toArray();
  }

  /** The score at a rank from 1; rank 0 is below all scores. */
  private static double atRank(int[] scores, int rank) {
    return rank == 0 || scores.length == 0 ? -1 : scores[rank - 1];
  }

  List<Standing> standings() {
    return standings;
  }

  List<Double> cutsBefore() {
    return Arrays.stream(before).boxed().toList();
  }

  List<Double> cutsAfter() {
    return Arrays.stream(after).boxed().toList();
  }

  int tierBefore(Standing standing) {
    return tier(standing.before(), before, standing.highest());
  }

  int tierAfter(Standing standing) {
    return tier(standing.after(), after, standing.highest());
  }

  private static int tier(int score, double[] cuts, int highest) {
    int tier = 0;
    for (double cut : cuts) {
      if (score > cut) {
        tier++;
      }
    }
    return Math.min(highest, tier);
  }

  /** Clients by tier before, then by tier after. */
  List<List<Long>> matrix() {
    long[][] matrix = new long[Tier.COUNT][Tier.COUNT];
    for (var standing : standings) {
      matrix[tierBefore(standing)][tierAfter(standing)]++;
    }
    return Arrays.stream(matrix).map(row -> Arrays.stream(row).boxed().toList()).toList();
  }

  /** Clients whose tier changes. */
  long moved() {
    return standings.stream().filter(one -> tierBefore(one) != tierAfter(one)).count();
  }

  /** Those whose score rises most, first the greatest change; at most so many. */
  List<Standing> risers(int most) {
    return most(most, Comparator.comparingInt(Standing::change).reversed(), 1);
  }

  List<Standing> fallers(int most) {
    return most(most, Comparator.comparingInt(Standing::change), -1);
  }

  private List<Standing> most(int most, Comparator<Standing> order, int sign) {
    return standings.stream()
        .filter(standing -> Integer.signum(standing.change()) == sign)
        .sorted(order.thenComparing(Standing::clientId))
        .limit(most)
        .toList();
  }

  /**
   * Kendall's tau-b of both orders: 1 if they are the same, -1 if one is the other reversed.
   * Counted over scores, of which there are 1,001, so that a million clients take a second.
   */
  double kendall() {
    int scores = ScoreRules.MOST + 1;
    long[][] table = new long[scores][scores];
    long[] rows = new long[scores];
    long[] columns = new long[scores];
    for (var standing : standings) {
      table[standing.before()][standing.after()]++;
      rows[standing.before()]++;
      columns[standing.after()]++;
    }
    double same = 0;
    double opposite = 0;
    long[] above = new long[scores]; // by score after, of clients with a higher score before
    for (int row = scores - 1; row >= 0; row--) {
      same += weighted(table[row], above, false);
      opposite += weighted(table[row], above, true);
      for (int column = 0; column < scores; column++) {
        above[column] += table[row][column];
      }
    }
    double pairs = pairs(standings.size());
    double untied = Math.sqrt((pairs - ties(rows)) * (pairs - ties(columns)));
    return untied == 0 ? 1 : (same - opposite) / untied;
  }

  /** Pairs of a client of a row with one above it whose score after is higher, or lower. */
  private static double weighted(long[] row, long[] above, boolean lower) {
    double weighted = 0;
    double passed = 0;
    for (int i = 0; i < row.length; i++) {
      int column = lower ? i : row.length - 1 - i;
      weighted += row[column] * passed;
      passed += above[column];
    }
    return weighted;
  }

  private static double ties(long[] counts) {
    return Arrays.stream(counts).mapToDouble(Comparison::pairs).sum();
  }

  private static double pairs(long count) {
    return count * (count - 1.0) / 2;
  }

  /** By identity: how many clients there are, rise a tier and fall a tier. */
  List<String> byIdentity() {
    var lines = new ArrayList<String>();
    for (var identity : Identity.values()) {
      var those = standings.stream().filter(one -> one.identity() == identity).toList();
      long up = those.stream().filter(one -> tierAfter(one) > tierBefore(one)).count();
      long down = those.stream().filter(one -> tierAfter(one) < tierBefore(one)).count();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-8s %,12d clients %,12d rise %,12d fall",
              EnumText.of(identity),
              those.size(),
              up,
              down));
    }
    return lines;
  }
}
