package equilibrium.projector.projection;

/**
 * How the tables of a topic are made anew from the log: where the fold begins, and which old rows
 * stay although the log no longer has their records (docs/explain/projection.md).
 */
public enum Refold {
  /** A compacted topic: from the beginning of the log. No old row stays. */
  WHOLE,
  /** Peers: from two peer lifetimes ago, because older rows are purged. No old row stays. */
  RECENT,
  /**
   * Old rows stay whose records the log has deleted by age, unless a later record has their key.
   */
  HISTORY,
  /** The topic keeps its newest record alone, the table all: old rows stay. */
  EPOCHS,
  /**
   * Sums: from the beginning, if the log still has its first record. Otherwise the log cannot say
   * what the sums were, and they stay as they are.
   */
  SUMS
}
