package equilibrium.ingress.log;

import java.util.Map;

/** Asks Kafka for the ends of the topic {@code announces}. One thread calls. */
interface LogEnds extends AutoCloseable {

  /**
   * Where the log ends.
   *
   * @param topicId changes when the topic is deleted and created again
   * @param next by partition, the offset of the next event
   */
  record Ends(String topicId, Map<Integer, Long> next) {
    public Ends {
      next = Map.copyOf(next);
    }
  }

  /** The ends now. */
  Ends read() throws Unreachable;

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
