package equilibrium.ingress.log;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** By Kafka's admin client, which is kept while Kafka is away: it reconnects by itself. */
final class AdminLogEnds implements LogEnds {
  private static final String TOPIC = Topics.ANNOUNCES.name();
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "client.id",
          "ingress-log-ends",
          "default.api.timeout.ms",
          3_000,
          "request.timeout.ms",
          2_000,
          "reconnect.backoff.max.ms",
          500,
          "socket.connection.setup.timeout.ms",
          1_000,
          "socket.connection.setup.timeout.max.ms",
          2_000);

  private final KafkaSettings kafka;
  private final Attempts attempts = new Attempts();
  private @Nullable Admin admin;

  AdminLogEnds(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public Ends read(Map<Integer, Long> afterMs) throws Unreachable {
    try {
      return read(admin(), afterMs);
    } catch (ExecutionException e) {
      throw new Unreachable(e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) { // such as an address that cannot be resolved
      throw new Unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable(e);
    }
  }

  private Admin admin() {
    var open = admin;
    if (open == null) {
      if (!attempts.isDue()) {
        throw new KafkaException("no client could be made a moment ago");
      }
      open = Admin.create(kafka.with(SETTINGS));
      admin = open;
    }
    return open;
  }

  private static Ends read(Admin admin, Map<Integer, Long> afterMs)
      throws ExecutionException, InterruptedException {
    var topic =
        admin.describeTopics(List.of(TOPIC)).allTopicNames().get().values().iterator().next();
    var latest = new HashMap<Integer, OffsetSpec>();
    topic.partitions().forEach(info -> latest.put(info.partition(), OffsetSpec.latest()));
    var newer = new HashMap<Integer, OffsetSpec>();
    afterMs.forEach((partition, ms) -> newer.put(partition, OffsetSpec.forTimestamp(ms + 1)));
    newer.keySet().retainAll(latest.keySet());
    return new Ends(topic.topicId().toString(), offsets(admin, latest), offsets(admin, newer));
  }

  private static Map<Integer, Long> offsets(Admin admin, Map<Integer, OffsetSpec> wanted)
      throws ExecutionException, InterruptedException {
    var byPartition = new HashMap<TopicPartition, OffsetSpec>();
    wanted.forEach((number, spec) -> byPartition.put(new TopicPartition(TOPIC, number), spec));
    var offsets = new HashMap<Integer, Long>();
    for (var found : admin.listOffsets(byPartition).all().get().entrySet()) {
      if (found.getValue().offset() >= 0) {
        offsets.put(found.getKey().partition(), found.getValue().offset());
      }
    }
    return offsets;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }
}
