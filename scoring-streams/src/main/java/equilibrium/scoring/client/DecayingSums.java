package equilibrium.scoring.client;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.rules.Saturating;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums that lose half their value every half-life, as {@link DecayedSum} lays them down (forward
 * decay). Integers only, and amounts only rise, so the same amounts give the same cells bit for bit
 * in whatever order they come: cells are added, and those that the newest pushes out are pushed out
 * in any order.
 */
public final class DecayingSums {
  /** Older cells than this many are worth less than 2^-15 of what they were. */
  static final int CELLS = 16;

  /** 2^(i/256) in units of 2^-30, for i from 0 to 256. */
  private static final long[] POWERS = powers();

  private static final int UNIT_BITS = 30;
  private static final int STEP_BITS = 8;
  private static final int REST_BITS = 16;

  private static long[] powers() {
    long[] powers = new long[(1 << STEP_BITS) + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = (long) StrictMath.rint(StrictMath.scalb(StrictMath.pow(2, i / 256.0), UNIT_BITS));
    }
    return powers;
  }

  /**
   * The sums with one more amount in the one of its kind. A sum of nothing is left out; the others
   * stand in the order of their kinds.
   *
   * @param amount at least 0; what does not fit a cell stays at its largest value
   * @param atMs milliseconds since 1970
   */
  static List<DecayedSum> plus(
      List<DecayedSum> sums, SumKind kind, long halfLifeSeconds, long amount, long atMs) {
    if (amount <= 0) {
      return sums;
    }
    int place = 0;
    while (place < sums.size() && sums.get(place).getKind().compareTo(kind) < 0) {
      place++;
    }
    boolean known = place < sums.size() && sums.get(place).getKind() == kind;
    long epoch = Math.floorDiv(atMs, halfLifeSeconds * 1_000);
    var before =
        known ? sums.get(place) : new DecayedSum(kind, halfLifeSeconds, epoch, List.of(0L));
    var after = plus(before, epoch, weighted(amount, atMs, halfLifeSeconds));
    var result = new ArrayList<>(sums);
    if (known) {
      result.set(place, after);
    } else {
      result.add(place, after);
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

  /** amount * 2^(how far the epoch has come, 0 to 1), rounded down. */
  static long weighted(long amount, long atMs, long halfLifeSeconds) {
    long halfLifeMs = halfLifeSeconds * 1_000;
    long far = (Math.floorMod(atMs, halfLifeMs) << (STEP_BITS + REST_BITS)) / halfLifeMs;
    int step = (int) (far >> REST_BITS);
    long rest = far & ((1 << REST_BITS) - 1);
    long power = POWERS[step] + (((POWERS[step + 1] - POWERS[step]) * rest) >> REST_BITS);
    long high = Math.multiplyHigh(amount, power);
    long low = amount * power;
    return high >>> (UNIT_BITS - 1) != 0
        ? Long.MAX_VALUE
        : (high << (Long.SIZE - UNIT_BITS)) | (low >>> UNIT_BITS);
  }

  /** What the sum of a kind is worth at a time; 0 where there is none. */
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
      value = value / 2 + cell; // each is worth half of the next
    }
    double now = atMs / (sum.getHalfLifeSeconds() * 1_000.0);
    return value * StrictMath.pow(2, sum.getNewestEpoch() - now);
  }

  private DecayingSums() {}
}
