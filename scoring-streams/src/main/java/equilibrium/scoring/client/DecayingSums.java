package equilibrium.scoring.client;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import equilibrium.scoring.rules.Saturating;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums that lose half their value every half-life, in the form of {@link DecayedSum} (forward
 * decay). Integers only, and amounts are never negative. So the same amounts give the same cells
 * bit for bit in any order, and the same cells become too old in any order.
 */
public final class DecayingSums {
  /** Older cells are worth less than 2^-15 of their amounts. */
  static final int CELLS = 16;

  /** 2^(i/256) in units of 2^-30, for i from 0 to 256. */
  private static final long[] POWERS = powers();

  private static final int UNIT_BITS = 30;
  private static final int STEP_BITS = 8;
  private static final int REST_BITS = 16;

  /** An epoch in the units of {@link #fraction}. */
  private static final long WHOLE = 1L << (STEP_BITS + REST_BITS);

  private static long[] powers() {
    long[] powers = new long[(1 << STEP_BITS) + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = (long) StrictMath.rint(StrictMath.scalb(StrictMath.pow(2, i / 256.0), UNIT_BITS));
    }
    return powers;
  }

  /**
   * The sums with one more amount in the sum of its kind. Empty sums are left out; the others are
   * in the order of their kinds.
   *
   * @param halfLifeSeconds also of the sum that has this kind already
   * @param amount at least 0; a sum that does not fit a cell stays at the largest long
   * @param atMs milliseconds since 1970
   */
  static List<DecayedSum> plus(
      List<DecayedSum> sums, SumKind kind, long halfLifeSeconds, long amount, long atMs) {
    if (amount <= 0) {
      return sums;
    }
    int index = 0;
    while (index < sums.size() && sums.get(index).getKind().compareTo(kind) < 0) {
      index++;
    }
    boolean known = index < sums.size() && sums.get(index).getKind() == kind;
    long epoch = epoch(atMs, halfLifeSeconds);
    var before =
        known ? sums.get(index) : new DecayedSum(kind, halfLifeSeconds, epoch, List.of(0L));
    if (before.getHalfLifeSeconds() != halfLifeSeconds) {
      throw new IllegalArgumentException(
          "a sum of %s with a half-life of %d s, expected %d s"
              .formatted(kind, before.getHalfLifeSeconds(), halfLifeSeconds));
    }
    var after = plus(before, epoch, weighted(amount, atMs, halfLifeSeconds));
    var result = new ArrayList<>(sums);
    if (known) {
      result.set(index, after);
    } else {
      result.add(index, after);
    }
    return result;
  }

  private static DecayedSum plus(DecayedSum sum, long epoch, long weighted) {
    long newest = Math.max(sum.getNewestEpoch(), epoch);
    long oldest = Math.min(sum.getNewestEpoch() - sum.getCells().size() + 1, epoch);
    oldest = Math.max(oldest, newest - CELLS + 1);
    var cells = new ArrayList<Long>();
    for (long e = oldest; e <= newest; e++) {
      long cell = Saturating.sum(cell(sum, e), e == epoch ? weighted : 0);
      if (cell != 0 || !cells.isEmpty()) {
        cells.add(cell);
      }
    }
    return new DecayedSum(sum.getKind(), sum.getHalfLifeSeconds(), newest, cells);
  }

  private static long cell(DecayedSum sum, long epoch) {
    long index = epoch - sum.getNewestEpoch() + sum.getCells().size() - 1;
    return index < 0 || index >= sum.getCells().size() ? 0 : sum.getCells().get((int) index);
  }

  private static long epoch(long atMs, long halfLifeSeconds) {
    return Math.floorDiv(atMs, halfLifeSeconds * 1_000);
  }

  /** amount * 2^(fraction of the epoch, 0 to 1), rounded down. */
  static long weighted(long amount, long atMs, long halfLifeSeconds) {
    return timesPower(amount, fraction(atMs, halfLifeSeconds));
  }

  /** How far the epoch of a time has come: 0 to 2^24 - 1. */
  private static long fraction(long atMs, long halfLifeSeconds) {
    long halfLifeMs = halfLifeSeconds * 1_000;
    return Math.floorMod(atMs, halfLifeMs) * WHOLE / halfLifeMs;
  }

  /** amount * 2^(fraction / 2^24), rounded down, at most the largest long. */
  private static long timesPower(long amount, long fraction) {
    int step = (int) (fraction >> REST_BITS);
    long rest = fraction & ((1 << REST_BITS) - 1);
    long power = POWERS[step] + (((POWERS[step + 1] - POWERS[step]) * rest) >> REST_BITS);
    long high = Math.multiplyHigh(amount, power);
    long low = amount * power;
    return high >>> (UNIT_BITS - 1) != 0
        ? Long.MAX_VALUE
        : (high << (Long.SIZE - UNIT_BITS)) | (low >>> UNIT_BITS);
  }

  /**
   * The sums under these half-lives. A sum with another half-life becomes one amount at a time, so
   * that its value at that time stays, rounded down.
   *
   * @param atMs no amount in the sums is newer
   */
  static List<DecayedSum> converted(List<DecayedSum> sums, HalfLives halfLives, long atMs) {
    boolean same =
        sums.stream().allMatch(sum -> sum.getHalfLifeSeconds() == halfLives.of(sum.getKind()));
    return same
        ? sums
        : sums.stream()
            .map(sum -> converted(sum, halfLives.of(sum.getKind()), atMs))
            .filter(sum -> sum.getCells().getLast() > 0)
            .toList();
  }

  /**
   * With f and g as the fractions of the old and of the new epoch at the time, the sum is worth
   * total * 2^-f, and the new cell is that value * 2^g.
   */
  private static DecayedSum converted(DecayedSum sum, long halfLifeSeconds, long atMs) {
    long before = sum.getHalfLifeSeconds();
    if (before == halfLifeSeconds) {
      return sum;
    }
    long epochs = epoch(atMs, before) - sum.getNewestEpoch();
    long total = total(sum) >> Math.clamp(epochs, 0, Long.SIZE - 1);
    long exponent = fraction(atMs, halfLifeSeconds) - fraction(atMs, before);
    long cell =
        exponent >= 0 ? timesPower(total, exponent) : timesPower(total, exponent + WHOLE) / 2;
    return new DecayedSum(
        sum.getKind(), halfLifeSeconds, epoch(atMs, halfLifeSeconds), List.of(cell));
  }

  /** All cells in units of the newest one, rounded down. */
  private static long total(DecayedSum sum) {
    long total = 0;
    for (long cell : sum.getCells()) {
      total = Saturating.sum(total / 2, cell); // each cell is worth half of the next
    }
    return total;
  }

  /** The value of the sum of a kind at a time; 0 if there is none. */
  public static double value(List<DecayedSum> sums, SumKind kind, long atMs) {
    for (DecayedSum sum : sums) {
      if (sum.getKind() == kind) {
        return value(sum, atMs);
      }
    }
    return 0;
  }

  private static double value(DecayedSum sum, long atMs) {
    double value = 0;
    for (long cell : sum.getCells()) {
      value = value / 2 + cell; // each cell is worth half of the next
    }
    double now = atMs / (sum.getHalfLifeSeconds() * 1_000.0);
    return value * StrictMath.pow(2, sum.getNewestEpoch() - now);
  }

  private DecayingSums() {}
}
