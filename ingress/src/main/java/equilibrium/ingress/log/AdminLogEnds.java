package equilibrium.ingress.log;

import static java.util.stream.Collectors.toMap;

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
  public Ends read() throws Unreachable {
    try {
      return read(admin());
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

  private static Ends read(Admin admin) throws ExecutionException, InterruptedException {
    var name = Topics.ANNOUNCES.name();
    var topic =
        admin.describeTopics(List.of(name)).allTopicNames().get().values().iterator().next();
    var wanted =
        topic.partitions().stream()
            .collect(
                toMap(
                    info -> new TopicPartition(name, info.partition()), _ -> OffsetSpec.latest()));
    var next = new HashMap<Integer, Long>();
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, found) -> next.put(partition.partition(), found.offset()));
    return new Ends(topic.topicId().toString(), next);
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }
}
