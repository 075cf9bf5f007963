package equilibrium.projector.rebuild;

import java.util.List;

/**
 * What was done about a topic.
 *
 * @param troubles how log and PostgreSQL did not fit, a sentence for each partition
 * @param records of the log that were folded
 * @param unreadable records that were passed over, because they are no rows
 * @param rows rows that were deleted or inserted; of {@link Action#COMPARED}, that differ
 */
public record Rebuilt(
    String topic, Action action, List<String> troubles, long records, long unreadable, long rows) {

  /** What was done. */
  public enum Action {
    /** The tables are the fold of the log. */
    REBUILT,
    /** PostgreSQL could not read the old rows: the tables hold what the log has, and no more. */
    REPLACED,
    /** The rows stayed; the next record is read where the log can go on. */
    RESUMED,
    /** Nothing: log and tables fit, or another session has done it. */
    NONE,
    /**
     * Nothing: the log has lost most of its records, and its fold would delete rows that nothing
     * else has. An operator decides.
     */
    HELD,
    /** Nothing: the log no longer has all records of these sums. */
    KEPT,
    /** Nothing was changed; rows that differ from the fold were counted. */
    COMPARED
  }

  static Rebuilt nothing(String topic, Action action) {
    return new Rebuilt(topic, action, List.of(), 0, 0, 0);
  }
}
