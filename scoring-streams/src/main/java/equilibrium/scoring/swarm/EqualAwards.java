package equilibrium.scoring.swarm;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/**
 * Shares out less than is claimed by weighted constrained equal awards: each claim gets min(bytes,
 * weight * L), with the level L at which the awards add up to what there is. Raising a claim above
 * its award changes nobody's. The level is an exact fraction; an award is rounded down.
 *
 * <p>R. J. Aumann, M. Maschler: Game theoretic analysis of a bankruptcy problem from the Talmud,
 * Journal of Economic Theory 36 (1985); the rule is as old as Maimonides.
 */
final class EqualAwards {
  /**
   * What is claimed.
   *
   * @param bytes at least 0
   * @param weight from 1 to 2^20
   */
  record Claimed(long bytes, int weight) {
    private static final Comparator<Claimed> BY_LEVEL =
        (a, b) -> compareProducts(a.bytes, b.weight, b.bytes, a.weight);
  }

  private final Claimed[] ascending;

  /** By claim in that order: bytes of all before it, and weights of itself and all after it. */
  private final long[] bytesBefore;

  private final long[] weightFrom;

  EqualAwards(List<Claimed> claims) {
    this.ascending = claims.stream().sorted(Claimed.BY_LEVEL).toArray(Claimed[]::new);
    this.bytesBefore = new long[ascending.length];
    this.weightFrom = new long[ascending.length + 1];
    for (int i = 1; i < ascending.length; i++) {
      bytesBefore[i] = saturated(bytesBefore[i - 1], ascending[i - 1].bytes);
    }
    for (int i = ascending.length - 1; i >= 0; i--) {
      weightFrom[i] = weightFrom[i + 1] + ascending[i].weight;
    }
  }

  /**
   * The award of one of the claims.
   *
   * @param available bytes to share out, at least 0
   */
  long award(Claimed claim, long available) {
    int cut = firstCut(available);
    if (cut == ascending.length) {
      return claim.bytes;
    }
    var level =
        BigInteger.valueOf(available - bytesBefore[cut])
            .multiply(BigInteger.valueOf(claim.weight))
            .divide(BigInteger.valueOf(weightFrom[cut]));
    return level.min(BigInteger.valueOf(claim.bytes)).longValueExact();
  }

  /** The first claim that cannot be served in full; their number if all can. */
  private int firstCut(long available) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isServed(middle, available)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether there is enough for the level at which a claim is served in full. */
  private boolean isServed(int index, long available) {
    long rest = available - bytesBefore[index];
    var claim = ascending[index];
    return rest >= 0 && compareProducts(claim.bytes, weightFrom[index], rest, claim.weight) <= 0;
  }

  /** Compares a * b with c * d; all are at least 0. */
  private static int compareProducts(long a, long b, long c, long d) {
    int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
  }

  private static long saturated(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }
}
