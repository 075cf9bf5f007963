package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.streams.store.StorePlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It makes no difference to any result whether stores are in memory or on disk. */
class StorePlacesTest {
  private static final long HOUR_S = 3_600;
  private static final int ANNOUNCES = 24 * 20;
  private static final List<Topic<?, ?>> RESULTS =
      List.of(
          Topics.CONTRIBUTIONS,
          Topics.SWARM_EPISODES,
          Topics.SWARM_BALANCES,
          Topics.CLIENT_STANDINGS,
          Topics.TIER_CUTS);

  @TempDir private Path folder;

  @Test
  void bothPlacesGiveTheSameBytes() {
    var inMemory = results(StorePlace.MEMORY);

    assertThat(inMemory).isEqualTo(results(StorePlace.DISK)).hasSizeGreaterThan(ANNOUNCES);
  }

  private List<String> results(StorePlace place) {
    try (var log = new Log(folder.resolve(place.name()), place)) {
      long second = 0;
      for (var one : new Histories().batch(1, new Random(2)).subList(0, ANNOUNCES)) {
        for (; Announces.START_MS + second * 1_000 <= one.atMs(); second += HOUR_S) {
          log.tick(second);
        }
        log.append(one.announced(), one.atMs());
      }
      return RESULTS.stream().flatMap(topic -> records(log, topic).stream()).toList();
    }
  }

  private static List<String> records(Log log, Topic<?, ?> topic) {
    var records = new ArrayList<String>();
    var bytes = new ByteArrayDeserializer();
    if (log.driver.producedTopicNames().contains(topic.name())) {
      log.driver
          .createOutputTopic(topic.name(), bytes, bytes)
          .readRecordsToList()
          .forEach(record ->
              records.add(
                  "%s %s %s %d"
                      .formatted(
                          topic.name(),
                          hex(record.key()),
                          hex(record.value()),
                          record.timestamp())));
    }
    return records;
  }

  private static String hex(byte @Nullable [] bytes) {
    return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
  }
}
