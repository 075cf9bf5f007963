package equilibrium.bench;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.TierCuts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the cuts between tiers as scoring publishes them. */
final class TierCutsReader implements AutoCloseable {
  /** One point of the score, in the unit of cuts. */
  private static final int POINT = 1_000;

  private final List<TopicPartition> partition =
      List.of(new TopicPartition(Topics.TIER_CUTS.name(), 0));
  private final KafkaConsumer<String, TierCuts> consumer;
  private @Nullable TierCuts newest;
  private boolean settled;

  TierCutsReader(KafkaSettings kafka) {
    var topic = Topics.TIER_CUTS;
    var settings = kafka.with(Map.of("isolation.level", "read_committed"));
    consumer =
        new KafkaConsumer<>(settings, topic.key().deserializer(), topic.value().deserializer());
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
  }

  /** Reads all cuts up to now, and says whether more come within this time. */
  boolean hasMore(Duration patience) {
    long read = 0;
    long end = consumer.endOffsets(partition).values().iterator().next();
    do {
      var batch = consumer.poll(patience);
      for (var cuts : batch) {
        settled = newest != null && isNear(newest.getMilliCuts(), cuts.value().getMilliCuts());
        newest = cuts.value();
      }
      read += batch.count();
    } while (consumer.position(partition.getFirst()) < end);
    return read > 0;
  }

  /** The newest cuts; null: none yet. */
  @Nullable TierCuts newest() {
    return newest;
  }

  /** Whether the newest cuts moved by less than a point. */
  boolean areSettled() {
    return settled;
  }

  private static boolean isNear(List<Integer> before, List<Integer> after) {
    if (before.size() != after.size()) {
      return false;
    }
    for (int i = 0; i < before.size(); i++) {
      if (Math.abs(before.get(i) - after.get(i)) >= POINT) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
