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

/** The cuts between tiers, as they are made. */
final class Cuts implements AutoCloseable {
  /** Of a cut: one point of the score. */
  private static final int POINT = 1_000;

  private final List<TopicPartition> partition =
      List.of(new TopicPartition(Topics.TIER_CUTS.name(), 0));
  private final KafkaConsumer<String, TierCuts> consumer;
  private @Nullable TierCuts newest;
  private boolean settled;

  Cuts(KafkaSettings kafka) {
    var topic = Topics.TIER_CUTS;
    var settings = kafka.with(Map.of("isolation.level", "read_committed"));
    consumer =
        new KafkaConsumer<>(settings, topic.key().deserializer(), topic.value().deserializer());
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
  }

  /** Whether some more are made within this time; reads all that were made before. */
  boolean isNewer(Duration patience) {
    long read = 0;
    long end = consumer.endOffsets(partition).values().iterator().next();
    do {
      var made = consumer.poll(patience);
      for (var cuts : made) {
        settled = newest != null && isNear(newest.getMilliCuts(), cuts.value().getMilliCuts());
        newest = cuts.value();
      }
      read += made.count();
    } while (consumer.position(partition.getFirst()) < end);
    return read > 0;
  }

  /** The newest; null: none were made yet. */
  @Nullable TierCuts newest() {
    return newest;
  }

  /** Whether the newest moved less than a point. */
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
