package equilibrium.scoring.swarm;

import equilibrium.scoring.rules.BalanceRules;
import equilibrium.scoring.session.Episode;

/**
 * How long and how far a swarm's episodes have been out of balance: a CUSUM each way
 * (docs/policy.md 3.2). Pure.
 *
 * @param excess C+: more was sent than received
 * @param excessSinceMs start of the first episode since it was 0; {@link Episode#NEVER}: it is 0
 * @param deficit C-: more was received than sent
 * @param deficitSinceMs as above
 * @param webSeeded whether the deficit has been in alarm, and has not been 0 since
 */
public record Imbalance(
    double excess, long excessSinceMs, double deficit, long deficitSinceMs, boolean webSeeded) {
  public static final Imbalance NONE = new Imbalance(0, Episode.NEVER, 0, Episode.NEVER, false);

  /**
   * After an episode.
   *
   * @param above its z, by the baseline of the swarm's kind
   * @param below its z, by the baseline that the swarm would have without web seeds
   */
  Imbalance after(long startMs, double above, double below, BalanceRules rules) {
    double up = next(excess, above, rules);
    double down = next(deficit, -below, rules);
    return new Imbalance(
        up,
        since(excessSinceMs, up, startMs),
        down,
        since(deficitSinceMs, down, startMs),
        down >= rules.alarm() || (webSeeded && down > 0));
  }

  private static double next(double sum, double z, BalanceRules rules) {
    double step = Math.clamp(z, -rules.mostStep(), rules.mostStep());
    return Math.max(0, sum + step - rules.drift());
  }

  private static long since(long before, double after, long startMs) {
    if (after == 0) {
      return Episode.NEVER;
    }
    return before == Episode.NEVER ? startMs : before;
  }
}
