package equilibrium.streams;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.streams.Standstill.Place;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions of each outcome behind a position, on a real broker. */
@ExtendWith(Servers.class)
class UnreadRecordsIT {
  private static final TopicPartition IN = new TopicPartition("in", 0);

  private UnreadRecords unread;
  private Admin admin;
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void begin(KafkaServer server) throws Exception {
    server.empty();
    KafkaSettings kafka = server.settings(1);
    unread = new UnreadRecords(kafka);
    admin = Admin.create(kafka.with(Map.of()));
    admin.createTopics(List.of(new NewTopic("in", 1, (short) 1))).all().get();
    producer =
        new KafkaProducer<>(
            kafka.with(Map.of("transactional.id", "test")),
            new StringSerializer(),
            new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    produce();
    producer.commitTransaction();
  }

  @AfterEach
  void end() {
    producer.close();
    admin.close();
  }

  @Test
  void markersAndAbortedRecordsAreNotUnread() throws Exception {
    producer.beginTransaction();
    produce();
    producer.abortTransaction();

    Await.until("the markers are written", () -> logEnd() == 4);
    assertThat(unread.isAny(IN, new Place(1, logEnd()))).isFalse();
  }

  @Test
  void aRecordBehindAMarkerIsUnread() throws Exception {
    producer.beginTransaction();
    produce();
    producer.commitTransaction();

    assertThat(unread.isAny(IN, new Place(1, logEnd()))).isTrue();
    assertThat(unread.isAny(IN, new Place(-1, logEnd()))).as("no position yet").isTrue();
  }

  @Test
  void aTransactionThatIsOpenIsUnread() throws Exception {
    producer.beginTransaction();
    produce();

    assertThat(unread.isAny(IN, new Place(1, logEnd()))).isTrue();
    producer.abortTransaction();
  }

  private void produce() throws Exception {
    producer.send(new ProducerRecord<>("in", "key", "value")).get();
  }

  private long logEnd() throws Exception {
    var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    var ends = admin.listOffsets(Map.of(IN, OffsetSpec.latest()), options).all().get();
    return requireNonNull(ends.get(IN)).offset();
  }
}
