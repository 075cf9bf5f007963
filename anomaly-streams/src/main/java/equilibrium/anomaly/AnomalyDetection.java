package equilibrium.anomaly;

import equilibrium.anomaly.exposure.stream.ExposureSettings;
import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.suspicion.SuspicionRules;
import equilibrium.anomaly.suspicion.stream.Freezes;
import equilibrium.anomaly.suspicion.stream.SuspicionSettings;
import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.streams.StreamsProgram;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds reports of clients that cannot be true. */
public final class AnomalyDetection {
  private static final Logger LOG = LoggerFactory.getLogger(AnomalyDetection.class);
  private static final String NAME = "anomaly";

  /**
   * Starts the program, which runs until closed. A {@link Fault} if topics are missing or Kafka
   * does not answer.
   *
   * @param data state is kept in its folder {@code anomaly}
   */
  public static Program start(AnomalyConfig config, Platform platform, Path data) {
    var freezes = new Freezes();
    var topology =
        new AnomalyTopology(RateLimits.V1, config.shadow())
            .build(
                new SuspicionSettings(
                    SuspicionRules.V1, config.shadow(), platform.kafka().partitions(), freezes),
                new ExposureSettings(platform.scale(), config.failOnce(), config.caseUrl()));
    var program =
        StreamsProgram.start(NAME, topology, config.settings(data.resolve(NAME)), platform);
    report(freezes, platform);
    LOG.atInfo().addKeyValue("shadow", config.shadow()).log("anomaly detection started");
    return program;
  }

  private static void report(Freezes freezes, Platform platform) {
    platform.health().status("suspicion", freezes::status);
    gauge(
        platform,
        "equilibrium_anomaly_frozen_partitions",
        "Partitions whose detection stopped itself: too many clients would be quarantined",
        freezes::frozen);
    gauge(
        platform,
        "equilibrium_anomaly_excluded_clients",
        "Clients at level 3 or above, whether or not that has effects",
        freezes::excluded);
  }

  /** A program that is started again replaces the gauge of the former one. */
  private static void gauge(
      Platform platform, String name, String description, Supplier<Number> value) {
    platform.metrics().find(name).gauges().forEach(platform.metrics()::remove);
    Gauge.builder(name, value).description(description).register(platform.metrics());
  }

  private AnomalyDetection() {}
}
