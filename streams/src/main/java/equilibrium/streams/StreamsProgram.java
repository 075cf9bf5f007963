package equilibrium.streams;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology that runs until closed. A failure that passes replaces the stream thread; a bug ends
 * the topology, and the program is then not live.
 *
 * <pre>
 *            passing failure: wait, replace the thread
 *           +------------------------------------------+
 *           v                                          |
 * start -> restore stores -> process ------------------+--> failed: not live, only a restart helps
 * </pre>
 */
public final class StreamsProgram implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsProgram.class);
  private static final Duration CLOSE = Duration.ofSeconds(9);

  private final String name;
  private final KafkaStreams streams;
  private final Failures failures;
  private final RestoreProgress restore = new RestoreProgress();
  private final ProgramMetrics metrics;
  private final MemberHeartbeat heartbeat;
  private volatile boolean closing;

  private StreamsProgram(String name, KafkaStreams streams, Platform platform) {
    this.name = name;
    this.streams = streams;
    this.failures = new Failures(name, platform.metrics());
    this.metrics = new ProgramMetrics(name, streams, platform.metrics());
    this.heartbeat = MemberHeartbeat.start(platform, name);
  }

  /**
   * Starts the topology, and returns when its global stores are read. A {@link Fault} if topics are
   * missing, Kafka does not answer, or Kafka Streams refuses the settings.
   *
   * @param name of the program, in {@code /status}, metrics and log lines
   */
  public static StreamsProgram start(
      String name, Topology topology, StreamsSettings settings, Platform platform) {
    var topics = TopologyTopics.of(topology);
    try {
      demand(name, topics, platform);
      var program =
          new StreamsProgram(
              name, new KafkaStreams(topology, settings.over(platform.kafka())), platform);
      program.report(topics, settings, platform);
      program.start();
      return program;
    } catch (KafkaException e) { // settings, state folder, Kafka
      throw new Fault("%s cannot start: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static void demand(String name, TopologyTopics topics, Platform platform) {
    var needed = new TreeSet<String>(List.of(Topics.DEAD_LETTERS.name()));
    needed.addAll(topics.read());
    needed.addAll(topics.written());
    try (var admin = new TopicAdmin(platform.kafka())) {
      var missing = admin.missing(needed);
      if (!missing.isEmpty()) {
        throw new Fault(
            "%s cannot start: topics are missing (%s); create them with: equilibrium topics create"
                .formatted(name, String.join(", ", missing)));
      }
    }
  }

  private void report(TopologyTopics topics, StreamsSettings settings, Platform platform) {
    streams.setUncaughtExceptionHandler(failures);
    streams.setGlobalStateRestoreListener(restore);
    streams.setStateListener((now, before) ->
        LOG.atInfo()
            .addKeyValue("program", name)
            .addKeyValue("state", now)
            .addKeyValue("before", before)
            .log("state of Kafka Streams changed"));
    platform.health().live(name, this::isLive);
    platform.health().status(name, this::status);
    lagOf(topics.read(), "");
    lagOf(topics.internal(), settings.applicationId() + "-");
    metrics.restoring(restore::remaining);
  }

  private void lagOf(Collection<String> topics, String prefix) {
    topics.forEach(
        topic -> metrics.lag(prefix + topic, () -> Lag.ofTopic(streams, prefix + topic)));
  }

  private void start() {
    try {
      streams.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private boolean isLive() {
    return switch (streams.state()) {
      case CREATED, REBALANCING, RUNNING -> true;
      case PENDING_SHUTDOWN, NOT_RUNNING -> closing;
      case PENDING_ERROR, ERROR -> false;
    };
  }

  private Map<String, Object> status() {
    return Map.of(
        "state", streams.state().name(),
        "lag", Lag.byPartition(streams),
        "restoring", restore.running(),
        "replacedThreads", failures.replaced(),
        "waitingThreads", failures.waiting(),
        "trouble", failures.trouble());
  }

  /** Leaves the group: its partitions would otherwise wait for the session timeout. */
  @Override
  public void close() {
    closing = true;
    failures.close();
    metrics.close();
    heartbeat.close();
    streams.close(
        CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSE));
  }
}
