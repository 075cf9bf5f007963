package equilibrium.standalone.config;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.console.Console;
import equilibrium.console.ConsoleConfig;
import equilibrium.ingress.IngressConfig;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Settings;
import equilibrium.platform.Settings.InForce;
import equilibrium.projector.ProjectorConfig;
import equilibrium.scoring.ScoringConfig;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.EmbeddedConfig;
import equilibrium.standalone.embedded.Password;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of all programs. Every command reads all of them, so that one file serves all
 * commands and a misspelt key is refused by each.
 *
 * @param inForce every setting that there is, for people
 */
public record Configuration(
    EmbeddedConfig embedded,
    PlatformConfig platform,
    IngressConfig ingress,
    ScoringConfig scoring,
    AnomalyConfig anomaly,
    ProjectorConfig projector,
    ConsoleConfig console,
    InForce inForce) {

  /** How the programs run, which decides some defaults. */
  public enum Way {
    /** All programs in one process, with their own Kafka and PostgreSQL: {@code up}. */
    WHOLE,
    /** One program or command in the process; Kafka and PostgreSQL run elsewhere. */
    SINGLE;

    /** Defaults that replace those of the programs, by key. */
    Map<String, String> defaults() {
      return switch (this) {
        case WHOLE ->
            Map.of(
                "kafka.partitions", "8",
                "kafka.replication", "1",
                "ops.port", "8080",
                "drills.allowed", "true",
                "ingress.durability", "spool-first");
        case SINGLE -> Map.of();
      };
    }
  }

  /**
   * Reads the settings of all programs.
   *
   * @param role of the program in PostgreSQL, unless {@code postgres.user} names another
   */
  public static Configuration read(Way way, DatabaseRole role, Sources sources) {
    var first = sources.over(way.defaults());
    var embedded = EmbeddedConfig.from(first);
    var data = PlatformConfig.from(first).data();

    var defaults = new TreeMap<>(way.defaults());
    defaults.putAll(embedded.reached());
    defaults.put("postgres.user", role.user());
    var password = Password.in(data).map(role::password);
    password.ifPresent(known -> defaults.put("postgres.password", known));
    var settings = sources.over(defaults);
    var configuration = from(settings, role, password);
    if (way == Way.WHOLE) {
      embedded.reached().forEach((key, own) -> demand(settings, key, own));
    }
    settings.verify();
    return configuration;
  }

  private static Configuration from(
      Settings settings, DatabaseRole role, Optional<String> password) {
    var read = PlatformConfig.from(settings);
    var platform = read.withPostgres(read.postgres().withDefaults(role.user(), password));
    var ingress = IngressConfig.from(settings);
    var scoring = ScoringConfig.from(settings);
    var anomaly = AnomalyConfig.from(settings);
    var projector = ProjectorConfig.from(settings);
    var console = ConsoleConfig.from(settings);
    var embedded = EmbeddedConfig.from(settings);
    return new Configuration(
        embedded, platform, ingress, scoring, anomaly, projector, console, settings.inForce());
  }

  /** Every setting in force by its key, secrets redacted. */
  public SortedMap<String, String> effective() {
    return inForce.effective();
  }

  /** What the console shows of the process that it runs in. */
  public Console.Surroundings surroundings() {
    return new Console.Surroundings(
        ingress.announceUrls(),
        Map.of("scoring", scoring.applicationId(), "anomaly", anomaly.applicationId()),
        inForce,
        new Console.Live(IngressConfig.reloadable(), IngressConfig::problems));
  }

  private static void demand(Settings settings, String key, String own) {
    var wanted = settings.effective().get(key);
    if (!own.equals(wanted)) {
      settings.problem(
          "%s is %s, but up runs its own at %s: set %s or %s instead"
              .formatted(
                  key, wanted, own, EmbeddedConfig.KAFKA_PORT, EmbeddedConfig.POSTGRES_PORT));
    }
  }
}
