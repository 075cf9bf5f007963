package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.streams.transaction.BrokerTransactions.Writer;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class FormerTransactionsIT {
  private static final TopicPartition PLACE = new TopicPartition("records", 0);

  private KafkaSettings kafka;
  private Admin admin;
  private KafkaProducer<String, String> former;

  @BeforeEach
  void leaveATransactionOpen(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(1);
    admin = Admin.create(kafka.with(Map.of()));
    admin.createTopics(List.of(new NewTopic(PLACE.topic(), 1, (short) 1))).all().get();
    former = producer("former");
    former.initTransactions();
    former.beginTransaction();
    former.send(new ProducerRecord<>(PLACE.topic(), "open")).get();
    former.sendOffsetsToTransaction(positions(1), group());
  }

  @AfterEach
  void end() {
    former.close();
    admin.close();
  }

  @Test
  void allAreAbortedOnRecordsAndOnPositions() throws Exception {
    assertThat(readable()).isZero();

    assertThat(FormerTransactions.abort(kafka)).hasValue(2);

    assertThat(readable()).as("the record and the marker of its end").isEqualTo(2);
    assertThat(FormerTransactions.abort(kafka)).hasValue(0);
    commitAnother();
    Await.until("the next position is there", () -> position() == 9);
    Await.until("the next record can be read", () -> readable() == 4);
  }

  private void commitAnother() throws Exception {
    try (var later = producer("later")) {
      later.initTransactions();
      later.beginTransaction();
      later.send(new ProducerRecord<>(PLACE.topic(), "later")).get();
      later.sendOffsetsToTransaction(positions(9), group());
      later.commitTransaction();
    }
  }

  @Test
  void anOpenTransactionHasTheEpochInWhichItsProducerWrites() throws Exception {
    var brokers = new BrokerTransactions(admin, "test-");

    var open = brokers.producers(PLACE.topic()::equals).open();

    assertThat(open).hasSize(1);
    var transaction = open.iterator().next();
    assertThat(transaction.partition()).isEqualTo(PLACE);
    assertThat(transaction.first()).isZero();
    assertThat(brokers.writers(Set.of(transaction.producer())))
        .containsEntry(
            transaction.producer(),
            new Writer(
                "former",
                transaction.epoch(),
                TransactionState.ONGOING,
                Set.of(PLACE, new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, 0)),
                true));
    assertThat(brokers.writers(Set.of(-5L))).isEmpty();
  }

  @Test
  void oneThatItsCoordinatorEndsMeanwhileIsNoFailure() throws Exception {
    var brokers = new BrokerTransactions(admin, "test-");
    var open = brokers.producers(PLACE.topic()::equals).open();
    admin.fenceProducers(List.of("former")).all().get();
    Await.until("the coordinator has ended it", () -> readable() == 2);

    assertThat(brokers.abort(open)).isZero();
    assertThat(brokers.producers(PLACE.topic()::equals).epochs(_ -> true).keySet())
        .as("it is known although nothing is open")
        .isEqualTo(OpenTransaction.producers(open));
  }

  @Test
  void withoutKafkaItSaysThatItFailed() {
    var away =
        new KafkaSettings(
            Map.of(
                KafkaSettings.BOOTSTRAP,
                "127.0.0.1:1",
                "request.timeout.ms",
                "400",
                "default.api.timeout.ms",
                "500"),
            1,
            1);

    assertThat(FormerTransactions.abort(away)).isEmpty();
  }

  private ConsumerGroupMetadata group() {
    try (var consumer =
        new KafkaConsumer<>(
            kafka.with(Map.of("group.id", "group")),
            new StringDeserializer(),
            new StringDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(long offset) {
    return Map.of(PLACE, new OffsetAndMetadata(offset));
  }

  private KafkaProducer<String, String> producer(String name) {
    return new KafkaProducer<>(
        kafka.with(Map.of("transactional.id", name)),
        new StringSerializer(),
        new StringSerializer());
  }

  /** -1: the group has none. */
  private long position() throws Exception {
    var positions = admin.listConsumerGroupOffsets("group").partitionsToOffsetAndMetadata().get();
    var position = positions.get(PLACE);
    return position == null ? -1 : position.offset();
  }

  /** Where committed records end. */
  private long readable() throws Exception {
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    return admin
        .listOffsets(Map.of(PLACE, OffsetSpec.latest()), options)
        .partitionResult(PLACE)
        .get()
        .offset();
  }
}
