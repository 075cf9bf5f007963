package equilibrium.platform;

import equilibrium.schemas.event.DrillKind;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * The settings that every program has.
 *
 * @param data folder of everything that outlives the process
 * @param leastFreeMib free space of its disk, MiB, below which no event is recorded
 * @param ops where {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /status} are served
 * @param kafkaMetrics whether {@code /metrics} has Kafka's own series too, some thousands
 * @param drills whether operators may cause faults in this process for some minutes
 */
public record PlatformConfig(
    Path data,
    int leastFreeMib,
    TimeScale scale,
    InetSocketAddress ops,
    boolean kafkaMetrics,
    boolean drills,
    KafkaSettings kafka,
    PostgresSettings postgres) {
  private static final String KAFKA = "kafka.";
  private static final Set<DrillKind> ALL =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(DrillKind.UNKNOWN)));

  public static PlatformConfig from(Settings settings) {
    return new PlatformConfig(
        settings.path(
            "data.folder", "folder of everything that outlives the process", Path.of("data")),
        settings.integer(
            "data.least-free-mib",
            "free disk space in MiB below which announces are answered but not recorded",
            1024,
            16,
            1 << 20),
        TimeScale.from(settings),
        new InetSocketAddress(
            settings.text(
                "ops.host",
                "address that serves /livez, /readyz, /metrics and /status; they need no password",
                "127.0.0.1"),
            settings.integer(
                "ops.port", "TCP port beside ops.host; 0: any free port", 9100, 0, 65_535)),
        settings.flag(
            "ops.kafka-metrics",
            "whether /metrics also has the metrics of the Kafka libraries, some thousand series",
            false),
        settings.flag(
            "drills.allowed",
            "whether operators may order drills for this process: faults that last ten minutes at"
                + " most, to see that the others carry on",
            false),
        KafkaSettings.from(settings),
        PostgresSettings.from(settings));
  }

  /** The same with its data in another folder. */
  public PlatformConfig in(Path folder) {
    return new PlatformConfig(
        folder, leastFreeMib, scale, ops, kafkaMetrics, drills, kafka, postgres);
  }

  public PlatformConfig withKafka(KafkaSettings other) {
    return new PlatformConfig(
        data, leastFreeMib, scale, ops, kafkaMetrics, drills, other, postgres);
  }

  public PlatformConfig withPostgres(PostgresSettings other) {
    return new PlatformConfig(data, leastFreeMib, scale, ops, kafkaMetrics, drills, kafka, other);
  }

  /** The platform that these settings describe; nothing is opened yet. */
  public Platform open() {
    var node = Node.in(data); // creates the folder
    var disk = DiskRoom.of(data, (long) leastFreeMib << 20);
    return new Platform(
        node, scale, kafka, postgres, new Health(), metrics(), disk, drills ? ALL : Set.of());
  }

  private PrometheusMeterRegistry metrics() {
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    if (!kafkaMetrics) {
      metrics.config().meterFilter(MeterFilter.denyNameStartsWith(KAFKA));
    }
    new FileDescriptorMetrics().bindTo(metrics);
    new JvmFigures().bindTo(metrics);
    return metrics;
  }
}
