package equilibrium.anomaly.rules;

/** What a finding of a rule says about the client. */
public enum RuleClass {
  /** It reports what did not happen. */
  CHEATING,
  /** It does not work as it should; the client may not know. */
  BROKEN,
  /** Worth knowing, and no reproach. */
  INFO
}
