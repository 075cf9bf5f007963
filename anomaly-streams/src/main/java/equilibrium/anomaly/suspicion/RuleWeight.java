package equilibrium.anomaly.suspicion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the findings of one rule about one client weigh. Each day of event time has a cell with the
 * sum of its findings, each as heavy as if it had come at the day's beginning. Sums are integers,
 * so the order of the findings does not matter.
 *
 * @param rule id, such as R1
 * @param shadow whether these are findings of the rule in shadow mode
 * @param heaviest weight of one of its findings, without its sign: thousandths of a nat
 * @param cells by day, ascending, at most {@link #MOST_CELLS}
 */
record RuleWeight(String rule, boolean shadow, int heaviest, List<Cell> cells) {
  /** What is older has lost more than 97 % of its weight. */
  static final int MOST_CELLS = 40;

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** Cells are millionths of a nat, so that rounding stays small. */
  private static final double UNITS = 1_000;

  /**
   * One day.
   *
   * @param day days since 1970, UTC
   * @param units millionths of a nat as of its beginning
   */
  record Cell(long day, long units) {
    private long startMs() {
      return day * DAY_MS;
    }
  }

  RuleWeight {
    cells = List.copyOf(cells);
  }

  static RuleWeight none(String rule, boolean shadow) {
    return new RuleWeight(rule, shadow, 0, List.of());
  }

  boolean isOf(String otherRule, boolean otherShadow) {
    return rule.equals(otherRule) && shadow == otherShadow;
  }

  /** With one more finding, which may be older than others. */
  RuleWeight plus(int weight, long atMs) {
    long day = Math.floorDiv(atMs, DAY_MS);
    long units = (long) StrictMath.rint(weight * UNITS / decay(atMs - day * DAY_MS));
    var all = new ArrayList<Cell>(cells.size() + 1);
    boolean added = false;
    for (var cell : cells) {
      if (!added && cell.day() > day) {
        all.add(new Cell(day, units));
        added = true;
      }
      all.add(cell.day() == day ? new Cell(day, cell.units() + units) : cell);
      added |= cell.day() == day;
    }
    if (!added) {
      all.add(new Cell(day, units));
    }
    var newest = all.subList(Math.max(0, all.size() - MOST_CELLS), all.size());
    return new RuleWeight(rule, shadow, Math.max(heaviest, Math.abs(weight)), newest);
  }

  /**
   * The weight at a time: never more than the cap, from which it decays like everything else.
   *
   * @param cap thousandths of a nat
   */
  double value(long nowMs, int cap) {
    double value = 0;
    long asOfMs = Long.MIN_VALUE;
    for (var cell : cells) {
      long start = cell.startMs();
      double before = asOfMs == Long.MIN_VALUE ? 0 : value * decay(start - asOfMs);
      asOfMs = Math.max(start, Math.min(nowMs, start + DAY_MS));
      double sum = (before + cell.units() / UNITS) * decay(asOfMs - start);
      value = Math.clamp(sum, -cap, cap);
    }
    return asOfMs == Long.MIN_VALUE ? 0 : value * decay(Math.max(0, nowMs - asOfMs));
  }

  private static double decay(long elapsedMs) {
    return StrictMath.pow(2, -(double) elapsedMs / SuspicionRules.HALF_LIFE_MS);
  }
}
