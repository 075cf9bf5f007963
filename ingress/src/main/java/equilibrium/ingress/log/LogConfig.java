package equilibrium.ingress.log;

import equilibrium.ingress.spool.SpoolConfig;
import equilibrium.platform.Settings;
import java.time.Duration;

/**
 * How announces are published.
 *
 * @param queue announces that wait to be sent to Kafka or to be spooled, at most
 * @param ackWait how long a reply waits for Kafka's acknowledgement, and for the spool, at most;
 *     real time
 * @param durability what a reply waits for
 */
public record LogConfig(int queue, Duration ackWait, Durability durability, SpoolConfig spool) {

  /** What a reply without "not recorded" promises (docs/explain/durability.md). */
  public enum Durability {
    /** Kafka has the event; the spool, if Kafka does not answer in time. */
    LOG(
        "log: an announce answered without a warning is in Kafka, or on this node's disk; a power"
            + " cut of a lone broker loses what it had in memory"),
    /** The spool has the event; Kafka gets it afterwards. */
    SPOOL_FIRST(
        "spool-first: an announce answered without a warning is on this node's disk; it survives"
            + " the end of this process and a power cut"),
    /** Nothing. The reply does not wait. */
    BEST_EFFORT("best-effort: none; replies do not wait until an announce is recorded");

    private final String guarantee;

    Durability(String guarantee) {
      this.guarantee = guarantee;
    }

    /** What it promises, in one phrase for the operator. */
    public String guarantee() {
      return guarantee;
    }
  }

  public static LogConfig from(Settings settings) {
    return new LogConfig(
        settings.integer(
            "limits.queue",
            "events on their way to Kafka; beyond, replies say \"not recorded\"",
            65_536,
            1,
            10_000_000),
        settings.duration(
            "ingress.ack-wait",
            "how long a reply waits for Kafka at most, and then for the spool, in real time",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)),
        settings.choice(
            "ingress.durability",
            "what a reply waits for: log: Kafka's acknowledgement, or the spool on disk if Kafka"
                + " does not answer; spool-first: the spool, which survives a power cut of a lone"
                + " broker; best-effort: nothing",
            Durability.LOG),
        SpoolConfig.from(settings));
  }
}
