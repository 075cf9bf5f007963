package equilibrium.projector.loop;

import equilibrium.platform.Platform;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The projector's Kafka clients. */
public final class KafkaClients {
  /**
   * How long a lone broker holds a fetch while nothing comes. A partition that is taken up
   * meanwhile is not read before, so where projectors take over from each other it stays at Kafka's
   * 500 ms.
   */
  private static final int LONE_FETCH_MS = 2_000;

  private static final int FETCH_MS = 500;

  /** The thread of the heartbeats looks as often whether one is due. */
  private static final int LONE_RETRY_MS = 300;

  private static final int RETRY_MS = 100;

  /**
   * Reads bytes, so that records that cannot be decoded do not end it. The instance id is the
   * node's: a projector that restarts within the session timeout keeps its partitions without a
   * rebalance.
   */
  public static Consumer<byte[], byte[]> consumer(LoopConfig config, Platform platform) {
    boolean isLone = platform.kafka().isLone();
    return new KafkaConsumer<>(
        platform
            .kafka()
            .with(
                Map.ofEntries(
                    Map.entry("group.id", config.groupId()),
                    Map.entry("group.instance.id", Long.toString(platform.node().id())),
                    Map.entry("client.id", "projector"),
                    Map.entry("enable.auto.commit", false),
                    Map.entry("auto.offset.reset", "none"),
                    Map.entry("isolation.level", "read_committed"),
                    Map.entry("allow.auto.create.topics", false),
                    Map.entry(
                        "partition.assignment.strategy", CooperativeStickyAssignor.class.getName()),
                    Map.entry("max.poll.records", config.batch()),
                    Map.entry("fetch.max.wait.ms", isLone ? LONE_FETCH_MS : FETCH_MS),
                    Map.entry("retry.backoff.ms", isLone ? LONE_RETRY_MS : RETRY_MS),
                    Map.entry("session.timeout.ms", 6_000),
                    Map.entry("heartbeat.interval.ms", 2_000),
                    Map.entry("metadata.max.age.ms", 30_000))),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  public static Producer<byte[], byte[]> producer(Platform platform) {
    return new KafkaProducer<>(
        platform.kafka().with(Map.of("client.id", "projector-dead-letters", "acks", "all")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private KafkaClients() {}
}
