package equilibrium.scoring;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.StreamsSettings;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds announces into contributions, swarm balances, client standings and tier cuts until closed.
 * A bug, or a Kafka that stays away longer than Kafka Streams is patient, ends it: then it is not
 * live, and its supervisor starts the process again.
 */
public final class Scoring implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);
  private static final Duration PATIENCE = Duration.ofSeconds(9);
  private static final String PART = "scoring";

  private final KafkaStreams streams;
  private final KafkaStreamsMetrics metrics;

  private Scoring(KafkaStreams streams) {
    this.streams = streams;
    this.metrics = new KafkaStreamsMetrics(streams);
  }

  /**
   * Starts it and returns when it has read tier cuts and registrations; it folds from then on. A
   * {@link Fault} if its topics do not exist or Kafka cannot be reached.
   *
   * @param data its state is kept in the folder "scoring" of this one
   */
  public static Scoring start(ScoringConfig config, Platform platform, Path data) {
    try {
      var topology = new ScoringTopology(platform.scale(), ScoringRules.V2).build();
      var settings = StreamsSettings.of(config, platform.kafka(), data.resolve("scoring"));
      var scoring = new Scoring(new KafkaStreams(topology, settings));
      scoring.start(platform);
      return scoring;
    } catch (KafkaException e) { // configuration, state folder, missing topics
      throw new Fault("scoring cannot start: " + e.getMessage(), e);
    }
  }

  private void start(Platform platform) {
    report(platform);
    try {
      streams.start();
    } catch (KafkaException e) {
      close();
      throw e;
    }
  }

  private void report(Platform platform) {
    streams.setUncaughtExceptionHandler(Scoring::failed);
    streams.setStateListener((now, before) ->
        LOG.atInfo().addKeyValue("state", now).addKeyValue("before", before).log(PART));
    platform.health().live(PART, this::isLive);
    platform.health().status(PART, this::status);
    metrics.bindTo(platform.metrics());
  }

  private static StreamThreadExceptionResponse failed(Throwable cause) {
    LOG.atError().setCause(cause).log("scoring failed and stops; restart the process");
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private boolean isLive() {
    return switch (streams.state()) {
      case CREATED, REBALANCING, RUNNING -> true;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
    };
  }

  private Map<String, Object> status() {
    return Map.of("state", streams.state().name(), "lag", lag());
  }

  /** Records behind the end, by partition read, as the consumers last heard. */
  private Map<String, Long> lag() {
    var lag = new TreeMap<String, Long>();
    streams
        .metrics()
        .forEach((name, metric) -> {
          var tags = name.tags();
          if (name.name().equals("records-lag")
              && tags.containsKey("topic")
              && metric.metricValue() instanceof Double records
              && !records.isNaN()) {
            lag.merge(
                tags.get("topic") + "-" + tags.get("partition"), records.longValue(), Math::max);
          }
        });
    return lag;
  }

  @Override
  public void close() {
    metrics.close();
    // Who does not leave the group keeps its partitions from others until its session times out.
    streams.close(
        CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(PATIENCE));
  }
}
