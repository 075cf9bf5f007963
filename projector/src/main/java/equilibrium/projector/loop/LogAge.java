package equilibrium.projector.loop;

import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds offsets by age: the broker stamps each record with the time at which it was appended. */
final class LogAge {
  private static final Logger LOG = LoggerFactory.getLogger(LogAge.class);
  private static final int TIMEOUT_SECONDS = 30;

  private final Admin admin;

  LogAge(Admin admin) {
    this.admin = admin;
  }

  /**
   * The first offset of each partition that was appended at this time or later; records before it
   * are older. Empty if Kafka does not answer.
   */
  SortedMap<Integer, Long> firstOffsets(String topic, long timeMs) {
    var first = new TreeMap<Integer, Long>();
    try {
      var described = await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      if (described != null) {
        described
            .partitions()
            .forEach(p ->
                wanted.put(
                    new TopicPartition(topic, p.partition()), OffsetSpec.forTimestamp(timeMs)));
      }
      await(admin.listOffsets(wanted).all())
          .forEach((partition, found) ->
              first.put(
                  partition.partition(), found.offset() < 0 ? Long.MAX_VALUE : found.offset()));
    } catch (ExecutionException | TimeoutException e) {
      LOG.atDebug()
          .addKeyValue("topic", topic)
          .log("Kafka does not answer how old records are; deleted rows are purged later", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return first;
  }

  private static <T> T await(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }
}
