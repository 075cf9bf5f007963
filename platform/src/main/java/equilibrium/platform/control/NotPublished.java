package equilibrium.platform.control;

/** Kafka has not acknowledged a change: it may or may not be published. */
public final class NotPublished extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotPublished(String topic, Throwable cause) {
    super("publishing to %s: %s".formatted(topic, cause.getMessage()), cause);
  }
}
