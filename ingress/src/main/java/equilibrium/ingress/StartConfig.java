package equilibrium.ingress;

import equilibrium.platform.Settings;
import java.time.Duration;

/**
 * How an ingress starts and stops; real time.
 *
 * @param patience how long a start waits for Kafka and PostgreSQL before the ports open
 * @param longestReading how long the ports stay closed, or the node not ready, while peers are read
 * @param readyDegraded whether the node is ready although it could read no peers from anywhere
 * @param readyClockOff whether the node is ready although its clock differs from Kafka's
 * @param drain time between "not ready" and the ports' end
 * @param snapshotInterval time between two snapshots; zero: none is written
 */
public record StartConfig(
    Duration patience,
    Duration longestReading,
    boolean readyDegraded,
    boolean readyClockOff,
    Duration drain,
    Duration snapshotInterval) {

  static StartConfig from(Settings settings) {
    return new StartConfig(
        settings.duration(
            "ingress.start-wait",
            "how long a start waits for Kafka and PostgreSQL before the ports open, in real time",
            Duration.ofSeconds(3),
            Duration.ZERO,
            Duration.ofMinutes(1)),
        settings.duration(
            "ingress.hydrate-wait",
            "how long the node is not ready while it reads the peers from before the start, in real time",
            Duration.ofMinutes(1),
            Duration.ZERO,
            Duration.ofHours(1)),
        settings.flag(
            "ingress.ready-degraded",
            "whether /readyz is 200 although the peers from before the start could not be read from anywhere",
            true),
        settings.flag(
            "ingress.ready-clock-off",
            "whether /readyz is 200 although the node's clock differs from Kafka's by more than 5 s",
            true),
        settings.duration(
            "ingress.drain",
            "time between a red /readyz and closed ports when the program ingress stops, in real"
                + " time; up does not wait",
            Duration.ofSeconds(3),
            Duration.ZERO,
            Duration.ofSeconds(5)),
        settings.duration(
            "ingress.snapshot-interval",
            "time between two snapshots of the peers in memory, which a start without Kafka and"
                + " PostgreSQL reads; 0s: none; in real time",
            Duration.ofMinutes(1),
            Duration.ZERO,
            Duration.ofHours(1)));
  }

  /** The same for a node beside which there is no other. */
  StartConfig withoutDrain() {
    return new StartConfig(
        patience, longestReading, readyDegraded, readyClockOff, Duration.ZERO, snapshotInterval);
  }
}
