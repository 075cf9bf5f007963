package equilibrium.platform;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * The settings that every program has.
 *
 * @param data folder of everything that outlives the process
 * @param ops where {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /status} are served
 */
public record PlatformConfig(
    Path data,
    TimeScale scale,
    InetSocketAddress ops,
    KafkaSettings kafka,
    PostgresSettings postgres) {

  public static PlatformConfig from(Settings settings) {
    return new PlatformConfig(
        settings.path(
            "data.folder", "folder of everything that outlives the process", Path.of("data")),
        TimeScale.from(settings),
        new InetSocketAddress(
            settings.text(
                "ops.host",
                "address that serves /livez, /readyz, /metrics and /status; they need no password",
                "127.0.0.1"),
            settings.integer(
                "ops.port", "TCP port beside ops.host; 0: any free port", 9100, 0, 65_535)),
        KafkaSettings.from(settings),
        PostgresSettings.from(settings));
  }

  public PlatformConfig withKafka(KafkaSettings other) {
    return new PlatformConfig(data, scale, ops, other, postgres);
  }

  public PlatformConfig withPostgres(PostgresSettings other) {
    return new PlatformConfig(data, scale, ops, kafka, other);
  }

  /** The platform that these settings describe; nothing is opened yet. */
  public Platform open() {
    return new Platform(
        Node.in(data),
        scale,
        kafka,
        postgres,
        new Health(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
