package equilibrium.platform;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What every program is given. In one process several programs share one.
 *
 * @param node who this process is
 * @param scale how fast the tracker's time runs
 * @param kafka how Kafka is reached
 * @param postgres how PostgreSQL is reached
 * @param health where parts say how they are
 * @param metrics where parts count
 */
public record Platform(
    Node node,
    TimeScale scale,
    KafkaSettings kafka,
    PostgresSettings postgres,
    Health health,
    PrometheusMeterRegistry metrics) {

  /** The same for a program that comes to PostgreSQL as somebody else. */
  public Platform withPostgres(PostgresSettings other) {
    return new Platform(node, scale, kafka, other, health, metrics);
  }

  /** The same for a program whose health is kept apart. */
  public Platform withHealth(Health other) {
    return new Platform(node, scale, kafka, postgres, other, metrics);
  }

  /** The tracker's time. */
  public TrackerClock clock() {
    return TrackerClock.system(scale);
  }
}
