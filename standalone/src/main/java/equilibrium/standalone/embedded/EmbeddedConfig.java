package equilibrium.standalone.embedded;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where {@code up} serves its own Kafka and PostgreSQL, on 127.0.0.1.
 *
 * @param kafkaPort 0: any free one
 * @param postgresPort 0: any free one
 * @param programs folder where PostgreSQL is unpacked, 60 MB; in the data folder if relative
 */
public record EmbeddedConfig(int kafkaPort, int postgresPort, Path programs) {
  public static final String KAFKA_PORT = EmbeddedKafka.PORT;
  public static final String POSTGRES_PORT = "embedded.postgres-port";

  public static EmbeddedConfig from(Settings settings) {
    return new EmbeddedConfig(
        settings.integer(
            KAFKA_PORT,
            "port on 127.0.0.1 of the Kafka that up runs; commands use it too; 0: any free port",
            9092,
            0,
            65_535),
        settings.integer(
            POSTGRES_PORT, "the same for the PostgreSQL that up runs", 15_432, 0, 65_535),
        settings.path(
            "embedded.programs",
            "folder where the programs of PostgreSQL are unpacked, 60 MB; in the data folder if"
                + " relative",
            Path.of("programs")));
  }

  /** The settings under which any program finds what {@code up} serves. */
  public Map<String, String> reached() {
    return Map.of(
        "kafka.bootstrap.servers",
        "127.0.0.1:" + kafkaPort,
        "postgres.url",
        EmbeddedDatabase.url(postgresPort));
  }
}
