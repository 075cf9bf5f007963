package equilibrium.console.vitals;

/**
 * Requests that ingresses have refused with a reason, in the last 10 minutes and in 24 h.
 *
 * @param perSecond in the last 10 minutes
 * @param share of those and of announces that got a good reply, 0 to 1, in the last 10 minutes
 * @param usualShare the same in 24 h
 */
public record Refusals(double perSecond, double share, double usualShare) {
  /** None, of nothing. */
  public static final Refusals NONE = new Refusals(0, 0, 0);
}
