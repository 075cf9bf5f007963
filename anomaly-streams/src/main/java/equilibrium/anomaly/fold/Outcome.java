package equilibrium.anomaly.fold;

import equilibrium.anomaly.evidence.Found;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of one record.
 *
 * @param after state from now on; {@link RuleState#NONE}: nothing needs to be remembered
 * @param found null: nothing
 * @param signal to the rule of the same id over all sessions of the client; null: none
 */
public record Outcome(RuleState after, @Nullable Found found, @Nullable Signal signal) {
  /** Nothing found, and nothing to remember. */
  public static final Outcome CLEAR = new Outcome(RuleState.NONE, null, null);

  /** Nothing found so far. */
  public static Outcome keep(RuleState after) {
    return new Outcome(after, null, null);
  }

  /** Something found. */
  public static Outcome found(RuleState after, Found found) {
    return new Outcome(after, found, null);
  }

  /** The same with a signal. */
  public Outcome with(Signal signal) {
    return new Outcome(after, found, signal);
  }
}
