package equilibrium.anomaly.fold;

import equilibrium.anomaly.rules.RuleRecord;

/**
 * One rule: a pure fold of the records of a group, by default of a session (info-hash, peer id,
 * client).
 *
 * @param <T> record that it reads
 */
public interface FoldRule<T> {

  /** Its weight and thresholds in force. */
  RuleRecord rule();

  /**
   * The first look, which decides alone where the rule remembers nothing: whether the record may
   * matter. It must be cheap, and false for nearly all records of honest clients.
   */
  boolean begins(T record);

  /**
   * What follows from the record.
   *
   * @param before {@link RuleState#NONE} if nothing is remembered
   */
  Outcome after(RuleState before, T record);

  /** State is forgotten after so many milliseconds without a record of its group. */
  default long keptMs() {
    return 6 * 3_600_000L;
  }
}
