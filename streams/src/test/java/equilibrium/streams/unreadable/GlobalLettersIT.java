package equilibrium.streams.unreadable;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Remembered positions of dead letters, on a real broker. */
@ExtendWith(Servers.class)
class GlobalLettersIT {
  private static final TopicPartition FROM = new TopicPartition("suspicions", 0);
  private static final TopicPartition LETTERS = new TopicPartition("dead-letters", 0);
  private static final String GROUP = "test-dead-letters";

  private KafkaSettings kafka;
  private Admin admin;

  @BeforeEach
  void begin(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(1);
    admin = Admin.create(kafka.with(Map.of()));
    var topics = Set.of(FROM.topic(), LETTERS.topic());
    admin
        .createTopics(topics.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
        .all()
        .get();
    Await.until(
        "the broker knows the topics", () -> admin.listTopics().names().get().containsAll(topics));
    try (var producer =
        new KafkaProducer<>(
            kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(FROM.topic(), new byte[1], new byte[1])).get();
      }
    }
  }

  @AfterEach
  void end() {
    admin.close();
  }

  @Test
  void aRememberedPositionKeepsLettersFromComingAgain() throws Exception {
    remember(3);

    meet(2, 3);

    assertThat(letters()).isEqualTo(1);
  }

  @Test
  void aRememberedPositionBeyondTheEndOfTheLogIsVoid() throws Exception {
    remember(6);

    meet(2, 3);

    assertThat(letters()).isEqualTo(2);
  }

  /** Returns when the position is behind the last of them. */
  private void meet(long... offsets) throws Exception {
    try (var letters = GlobalLetters.start(kafka, "test")) {
      for (long offset : offsets) {
        var letter = new ProducerRecord<byte[], byte[]>(LETTERS.topic(), new byte[1]);
        letters.accept(new GlobalLetter(FROM, offset, letter));
      }
      Await.until("the position moves", () -> remembered() == 4);
    }
  }

  private void remember(long offset) throws Exception {
    admin.alterConsumerGroupOffsets(GROUP, Map.of(FROM, new OffsetAndMetadata(offset))).all().get();
  }

  private long remembered() throws Exception {
    var positions = admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    return requireNonNull(positions.get(FROM)).offset();
  }

  private long letters() throws Exception {
    var ends = admin.listOffsets(Map.of(LETTERS, OffsetSpec.latest())).all().get();
    return requireNonNull(ends.get(LETTERS)).offset();
  }
}
