package equilibrium.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/** The settings of a Kafka that is broker and controller at once, on one machine's loopback. */
final class BrokerSettings {
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";

  /** Much longer than the check of all unflushed segments after a crash. */
  static final Duration LONGEST_START = Duration.ofMinutes(10);

  static Properties of(Path folder, int port, int controllerPort) {
    var settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d".formatted(port, CONTROLLER, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("controller.quorum.voters", "%d@127.0.0.1:%d".formatted(NODE, controllerPort));
    settings.put("log.dirs", folder.toString());
    // A misspelt name must not create a topic.
    settings.put("auto.create.topics.enable", "false");
    single(settings);
    quick(settings);
    small(settings);
    // What a power cut may take: the records of the last seconds. Kafka's default is unbounded.
    settings.put("log.flush.interval.ms", "5000");
    settings.put("log.flush.scheduler.interval.ms", "2500");
    // Kafka's default is 30 s, in which nothing is flushed after a start.
    settings.put("log.initial.task.delay.ms", "1000");
    // Longer than announces are kept: a program that was away goes on where it stopped.
    settings.put("offsets.retention.minutes", Long.toString(Duration.ofDays(30).toMinutes()));
    // Kafka's default is unlimited: a start that makes no progress would never be tried again.
    settings.put("server.max.startup.time.ms", Long.toString(LONGEST_START.toMillis()));
    // Kafka Streams writes tracker time into its changelogs, and clock.scale moves it far ahead.
    settings.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    return settings;
  }

  /** Internal topics with one partition and one replica. */
  private static void single(Properties settings) {
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
  }

  /** All members of a group start and stop together, so waiting for further ones gains nothing. */
  private static void quick(Properties settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.streams.initial.rebalance.delay.ms", "0");
    settings.put("group.streams.min.heartbeat.interval.ms", "500");
    settings.put("group.streams.heartbeat.interval.ms", "1000");
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // Long, because a machine that stalls must not lose its only broker. A start does not wait for
    // it: it makes the controller forget the former broker.
    settings.put("broker.session.timeout.ms", "30000");
    settings.put("broker.heartbeat.interval.ms", "500");
  }

  /** Memory and files for one machine's load instead of a data centre's. */
  private static void small(Properties settings) {
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("log.segment.bytes", Integer.toString(64 << 20));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    // Less than offsets.load.buffer.size (5 MiB): a larger segment may be loaded in part only.
    settings.put("offsets.topic.segment.bytes", Integer.toString(4 << 20));
    settings.put("transaction.state.log.segment.bytes", Integer.toString(4 << 20));
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    // No empty record twice a second, by which other controllers would see that this one lives.
    settings.put("metadata.max.idle.interval.ms", "0");
  }

  private BrokerSettings() {}
}
