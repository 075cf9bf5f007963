package equilibrium.platform.control;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.control.TopicFollower.Followed;
import equilibrium.platform.control.TopicFollower.Taker;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.NodeDrill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicPlaceTest {
  private static final String TOPIC = Topics.DRILLS.name();
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration DAY = Duration.ofDays(1);

  private final List<String> seen = new ArrayList<>();
  private final Log log = new Log();

  /** The end of a topic that begins at offset 3; of it, 7 is the first record of the last day. */
  private static final class Log extends MockConsumer<byte[], byte[]> {
    private @Nullable Long firstOfADay = 7L;

    Log() {
      super("none");
      assign(List.of(PARTITION));
      updateBeginningOffsets(Map.of(PARTITION, 3L));
      updateEndOffsets(Map.of(PARTITION, 9L));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      long ago = System.currentTimeMillis() - times.getOrDefault(PARTITION, 0L);
      assertThat(Duration.ofMillis(ago)).isBetween(DAY, DAY.plusMinutes(10));
      var first = firstOfADay;
      return first == null ? Map.of() : Map.of(PARTITION, new OffsetAndTimestamp(first, 1));
    }
  }

  /** Notes what it is told. */
  private final class Notes implements Taker<Long, NodeDrill> {
    @Override
    public void take(Long key, @Nullable NodeDrill value, long appendedMs) {
      seen.add("%d at %d".formatted(key, appendedMs));
    }

    @Override
    public void begin() {
      seen.add("begin");
    }

    @Override
    public void caughtUp(long next) {
      seen.add("next " + next);
    }
  }

  @Test
  void readingBeginsAtTheBeginningOrSoLongAgo() {
    place(null).seek(log);
    assertThat(log.position(PARTITION)).isEqualTo(3);

    place(DAY).seek(log);
    assertThat(log.position(PARTITION)).isEqualTo(7);

    log.firstOfADay = null; // nothing came in that time
    place(DAY).seek(log);
    assertThat(log.position(PARTITION)).isEqualTo(9);
    assertThat(seen).containsExactly("begin", "begin", "begin");
  }

  @Test
  void itGoesOnWhereItWasUntilThatPlaceIsForgotten() {
    var place = place(DAY);
    place.seek(log);
    place.take(record(7));

    place.seek(log);
    long position = log.position(PARTITION);
    place.forget();
    place.seek(log);

    assertThat(position).isEqualTo(8);
    assertThat(log.position(PARTITION)).isEqualTo(7);
    assertThat(seen).containsExactly("begin", "17 at 1234", "begin");
  }

  @Test
  void itTellsOnceHowFarTheTopicIsRead() {
    var place = place(null);
    place.seek(log);

    place.tell(log);
    log.seek(PARTITION, 9);
    place.tell(log);
    place.tell(log);
    log.seek(PARTITION, 10);
    place.tell(log);

    assertThat(seen).containsExactly("begin", "next 9", "next 10");
  }

  private TopicPlace<Long, NodeDrill> place(@Nullable Duration past) {
    return new TopicPlace<>(new Followed<>(Topics.DRILLS, past, new Notes()));
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset) {
    byte[] key = Topics.DRILLS.key().serializer().serialize(TOPIC, 17L);
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        1_234,
        TimestampType.LOG_APPEND_TIME,
        key.length,
        0,
        key,
        null,
        new RecordHeaders(),
        Optional.empty());
  }
}
