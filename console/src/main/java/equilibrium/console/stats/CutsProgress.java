package equilibrium.console.stats;

/**
 * For how long scoring has made no cuts of scores that change. Changes lie in a topic that one task
 * reads, which makes the cuts. Thread-safe.
 */
final class CutsProgress {
  private static final long NONE = -1;
  private static final double NS = 1e9;

  private long read = NONE;
  private long knownEnd;
  private boolean isWaiting;
  private long sinceNs;

  /**
   * What Kafka said.
   *
   * @param atNs when, of {@link System#nanoTime}
   * @param read the next change that the task reads
   * @param end of the topic, asked for after that. So the end of the transaction of a change that
   *     was read is no new change.
   */
  synchronized void see(long atNs, long read, long end) {
    if (read != this.read) {
      this.read = read;
      knownEnd = end;
      isWaiting = false;
    } else if (end > knownEnd && !isWaiting) {
      isWaiting = true;
      sinceNs = atNs;
    }
  }

  /** Kafka was away: the task could not read. */
  synchronized void forget() {
    read = NONE;
  }

  /** Seconds since the first change that the task has not read, while it reads nothing. */
  synchronized double seconds(long nowNs) {
    return read != NONE && isWaiting ? (nowNs - sinceNs) / NS : 0;
  }
}
