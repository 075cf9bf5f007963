package equilibrium.anomaly;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.topicPrefix;

import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds reports that cannot be true. The topics must exist. Waits for Kafka where that is away; a
 * bug stops it for good, and {@code /livez} says so.
 */
public final class AnomalyDetection implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(AnomalyDetection.class);
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final String ANY_TIME = Long.toString(Long.MAX_VALUE);

  private final KafkaStreams streams;
  private volatile String trouble = "";

  private AnomalyDetection(AnomalyConfig config, Platform platform, Path data) {
    var topology = new AnomalyTopology(RateLimits.V1, config.shadow()).build();
    streams = new KafkaStreams(topology, settings(config, platform, data));
    streams.setUncaughtExceptionHandler(this::fails);
    platform.health().live("anomaly", () -> !hasFailed());
    platform.health().status("anomaly", this::facts);
  }

  /**
   * Starts detection.
   *
   * @param data folder of the process; the state's is within it
   */
  public static AnomalyDetection start(AnomalyConfig config, Platform platform, Path data) {
    var detection = new AnomalyDetection(config, platform, data);
    detection.streams.start();
    LOG.atInfo().addKeyValue("shadow", config.shadow()).log("detecting");
    return detection;
  }

  /** The operator's settings lie over the defaults, and under what the topology rests on. */
  static Properties settings(AnomalyConfig config, Platform platform, Path data) {
    var settings = new HashMap<String, Object>();
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, platform.kafka().replication());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, data.resolve("anomaly-streams").toString());
    // A killed process is missed after 10 s, not 45.
    settings.put(consumerPrefix("session.timeout.ms"), 10_000);
    settings.put(consumerPrefix("heartbeat.interval.ms"), 3_000);
    // There are no global tables; unset, it is a warning at every start.
    settings.put("processing.exception.handler.global.enabled", true);
    settings.putAll(config.streams());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(consumerPrefix("auto.offset.reset"), "earliest");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    settings.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
    // Internal topics carry effective times: of a spool, hours old; of a scaled clock, far ahead.
    settings.put(topicPrefix("message.timestamp.type"), "CreateTime");
    settings.put(topicPrefix("message.timestamp.after.max.ms"), ANY_TIME);
    settings.put(topicPrefix("message.timestamp.before.max.ms"), ANY_TIME);
    return platform.kafka().with(settings);
  }

  private StreamThreadExceptionResponse fails(Throwable e) {
    boolean passes = isTransient(e);
    trouble = e.toString();
    if (passes) {
      LOG.atWarn().log("a stream thread failed for what is away; another takes over", e);
    } else {
      LOG.atError().log("stopped for good", e);
    }
    return passes
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Kafka away for long; each such failure comes after minutes of trying, so none is hasty. */
  static boolean isTransient(Throwable e) {
    for (Throwable link = e; link != null; link = link.getCause()) {
      if (link instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }

  private boolean hasFailed() {
    return switch (streams.state()) {
      case ERROR, PENDING_ERROR -> true;
      case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN, NOT_RUNNING -> false;
    };
  }

  private Map<String, Object> facts() {
    State state = streams.state();
    return Map.of("state", state.name(), "trouble", trouble);
  }

  @Override
  public void close() {
    // Who does not leave the group keeps its partitions from others until its session times out.
    streams.close(
        CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(PATIENCE));
  }
}
