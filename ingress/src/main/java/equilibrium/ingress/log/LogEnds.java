package equilibrium.ingress.log;

import java.util.Map;

/** Asks Kafka for the ends of the topic {@code announces}. One thread calls. */
interface LogEnds extends AutoCloseable {

  /**
   * Where the log ends.
   *
   * @param topicId changes when the topic is deleted and created again
   * @param next by partition, the offset of the next event
   * @param newer by partition, the offset of the first event that was appended after the time asked
   *     for; none: there is no such event, or the partition was not asked for
   */
  record Ends(String topicId, Map<Integer, Long> next, Map<Integer, Long> newer) {
    public Ends {
      next = Map.copyOf(next);
      newer = Map.copyOf(newer);
    }
  }

  /**
   * The ends now.
   *
   * @param afterMs by partition, after which time of the log newer events are looked for, real
   *     milliseconds since 1970
   */
  Ends read(Map<Integer, Long> afterMs) throws Unreachable;

  @Override
  default void close() {}

  /** Kafka does not answer, or does not have the topic. */
  @SuppressWarnings("serial")
  final class Unreachable extends Exception {
    Unreachable(Throwable cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
