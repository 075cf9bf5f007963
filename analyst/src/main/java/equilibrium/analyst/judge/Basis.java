package equilibrium.analyst.judge;

import equilibrium.anomaly.AnomalyDetection;
import java.util.Set;

/** The records that a rule reads (docs/policy.md 3.3). */
enum Basis {
  /** Announces and contributions of the client, in all partitions. */
  CLIENT,

  /** Announces of everybody in one partition: rules over networks, addresses and versions. */
  PARTITION,

  /** Episodes of the swarm. */
  SWARM,

  /** Episodes of a daily run, in all swarms. */
  RUN;

  private static final Set<String> ON_ANNOUNCES =
      Set.of("E1", "E2", "F1", "F2", "L3", "P1", "P2", "P3", "T1", "T2", "Y1");

  static Basis of(String rule) {
    return switch (rule) {
      case "F1", "P2", "Y1" -> PARTITION;
      case "A1", "A4", "R2", "R3" -> SWARM;
      default -> AnomalyDetection.isOfDailyRuns(rule) ? RUN : CLIENT;
    };
  }

  /**
   * Whether a rule takes the positions of its evidence from where it read the announces; the others
   * take them from contributions, or name none.
   */
  static boolean isOnAnnounces(String rule) {
    return ON_ANNOUNCES.contains(rule);
  }
}
