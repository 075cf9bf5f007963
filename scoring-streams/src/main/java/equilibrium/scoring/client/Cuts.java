package equilibrium.scoring.client;

import equilibrium.schemas.Tier;
import equilibrium.schemas.event.TierCuts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * The cuts in force, as tiers are decided by them.
 *
 * @param epoch 0: there are none yet, and nothing is above or below them
 * @param milli three scores in thousandths of a point, ascending, or none
 */
public record Cuts(long epoch, List<Integer> milli) {
  public static final Cuts NONE = new Cuts(0, List.of());
  public static final Serde<Cuts> SERDE =
      Serdes.serdeFrom((_, cuts) -> cuts == null ? null : cuts.write(), (_, bytes) -> read(bytes));

  public static Cuts of(@Nullable TierCuts cuts) {
    if (cuts == null) {
      return NONE;
    }
    var milli = cuts.getMilliCuts();
    return new Cuts(
        cuts.getEpoch(),
        milli.isEmpty() ? cuts.getCuts().stream().map(cut -> cut * 1_000).toList() : milli);
  }

  /** Whether a score is strictly above a percentage of a cut. */
  boolean isAbove(int score, int cut, int percent) {
    return cut < milli.size() && score * 100_000L > (long) milli.get(cut) * percent;
  }

  /** Whether a score is strictly below a percentage of a cut. */
  boolean isBelow(int score, int cut, int percent) {
    return cut < milli.size() && score * 100_000L < (long) milli.get(cut) * percent;
  }

  /** Its epoch (8 bytes) and the cuts (4 each). */
  private byte[] write() {
    var out = ByteBuffer.allocate(Long.BYTES + milli.size() * Integer.BYTES).putLong(epoch);
    milli.forEach(out::putInt);
    return out.array();
  }

  private static @Nullable Cuts read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    var in = ByteBuffer.wrap(bytes);
    long epoch = in.getLong();
    var milli = new ArrayList<Integer>(Tier.CUTS);
    while (in.hasRemaining()) {
      milli.add(in.getInt());
    }
    return new Cuts(epoch, milli);
  }
}
