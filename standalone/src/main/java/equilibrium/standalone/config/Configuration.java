package equilibrium.standalone.config;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.ingress.IngressConfig;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Settings;
import equilibrium.projector.ProjectorConfig;
import equilibrium.scoring.ScoringConfig;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.EmbeddedConfig;
import equilibrium.standalone.embedded.Password;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of all programs. Every command reads all of them, so that one file serves all
 * commands and a misspelt key is refused by each.
 *
 * @param effective every setting in force by its key, secrets blotted out
 */
public record Configuration(
    EmbeddedConfig embedded,
    PlatformConfig platform,
    IngressConfig ingress,
    ScoringConfig scoring,
    AnomalyConfig anomaly,
    ProjectorConfig projector,
    SortedMap<String, String> effective) {

  /** How the programs run, which decides some defaults. */
  public enum Way {
    /** All in one process, with Kafka and PostgreSQL. */
    WHOLE,
    /** One in a process, or none; Kafka and PostgreSQL are elsewhere. */
    SINGLE;

    private Map<String, String> defaults() {
      return switch (this) {
        case WHOLE -> Map.of("kafka.partitions", "8", "kafka.replication", "1", "ops.port", "8080");
        case SINGLE -> Map.of();
      };
    }
  }

  /**
   * Reads the settings of all programs.
   *
   * @param role who asks PostgreSQL, unless {@code postgres.user} names another
   */
  public static Configuration read(Way way, DatabaseRole role, Sources sources) {
    var first = sources.over(way.defaults());
    var embedded = EmbeddedConfig.from(first);
    var data = PlatformConfig.from(first).data();

    var defaults = new TreeMap<>(way.defaults());
    defaults.putAll(embedded.reached());
    defaults.put("postgres.user", role.user());
    Password.in(data).ifPresent(secret -> defaults.put("postgres.password", role.password(secret)));
    var settings = sources.over(defaults);
    var configuration =
        new Configuration(
            EmbeddedConfig.from(settings),
            PlatformConfig.from(settings),
            IngressConfig.from(settings),
            ScoringConfig.from(settings),
            AnomalyConfig.from(settings),
            ProjectorConfig.from(settings),
            settings.effective());
    if (way == Way.WHOLE) {
      embedded.reached().forEach((key, own) -> demand(settings, key, own));
    }
    settings.verify();
    return configuration;
  }

  private static void demand(Settings settings, String key, String own) {
    var wanted = settings.effective().get(key);
    if (!own.equals(wanted)) {
      settings.problem(
          "%s is %s, but here it is %s: set %s or %s instead"
              .formatted(
                  key, wanted, own, EmbeddedConfig.KAFKA_PORT, EmbeddedConfig.POSTGRES_PORT));
    }
  }
}
