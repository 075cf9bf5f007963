package equilibrium.platform;

import equilibrium.schemas.event.DrillKind;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;

/**
 * What every program needs from its process. Programs in one process share it.
 *
 * @param node identity of this process
 * @param scale how fast tracker time runs
 * @param kafka how Kafka is reached
 * @param postgres how PostgreSQL is reached, and as which role
 * @param health where parts report their state
 * @param metrics where parts register metrics
 * @param disk whether events may be written
 * @param drills kinds that the programs of this process obey, as far as they can; empty: none
 */
public record Platform(
    Node node,
    TimeScale scale,
    KafkaSettings kafka,
    PostgresSettings postgres,
    Health health,
    PrometheusMeterRegistry metrics,
    DiskRoom disk,
    Set<DrillKind> drills) {

  public Platform {
    drills = Set.copyOf(drills);
  }

  /** A platform on a disk without limits, and without drills. */
  public Platform(
      Node node,
      TimeScale scale,
      KafkaSettings kafka,
      PostgresSettings postgres,
      Health health,
      PrometheusMeterRegistry metrics) {
    this(node, scale, kafka, postgres, health, metrics, DiskRoom.unlimited(), Set.of());
  }

  /** The same for a program with another role in PostgreSQL. */
  public Platform withPostgres(PostgresSettings other) {
    return new Platform(node, scale, kafka, other, health, metrics, disk, drills);
  }

  /** The same for a program whose health is kept apart. */
  public Platform withHealth(Health other) {
    return new Platform(node, scale, kafka, postgres, other, metrics, disk, drills);
  }

  /** The same for a process that obeys other kinds of drills. */
  public Platform withDrills(Set<DrillKind> others) {
    return new Platform(node, scale, kafka, postgres, health, metrics, disk, others);
  }

  /** The tracker's time. */
  public TrackerClock clock() {
    return TrackerClock.system(scale);
  }
}
