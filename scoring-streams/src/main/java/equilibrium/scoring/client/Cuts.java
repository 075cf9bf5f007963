package equilibrium.scoring.client;

import equilibrium.schemas.event.TierCuts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cuts in force, which decide tiers.
 *
 * @param epoch 0: there are none yet, and every score is neither above nor below them
 * @param milliPoints three scores in thousandths of a point, ascending; or none
 */
public record Cuts(long epoch, List<Integer> milliPoints) {
  public static final Cuts NONE = new Cuts(0, List.of());

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
    return cut < milliPoints.size() && score * 100_000L > (long) milliPoints.get(cut) * percent;
  }

  /** Whether a score is strictly below a percentage of a cut. */
  boolean isBelow(int score, int cut, int percent) {
    return cut < milliPoints.size() && score * 100_000L < (long) milliPoints.get(cut) * percent;
  }
}
