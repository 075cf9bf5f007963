package equilibrium.anomaly.finding;

/** Which rules are in shadow mode: their findings are without effect. */
@FunctionalInterface
public interface Shadow {
  Shadow ALL = _ -> true;

  /**
   * Whether a rule is.
   *
   * @param rule its id, as R2
   */
  boolean covers(String rule);
}
