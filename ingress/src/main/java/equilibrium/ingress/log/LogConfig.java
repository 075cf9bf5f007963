package equilibrium.ingress.log;

import equilibrium.platform.Settings;
import java.time.Duration;

/**
 * How announces are published.
 *
 * @param queue announces that wait to be sent to Kafka, at most
 * @param ackWait how long a reply waits for Kafka's acknowledgement, at most; real time
 */
public record LogConfig(int queue, Duration ackWait) {

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
            "how long a reply waits for the log at most, in real time",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)));
  }
}
