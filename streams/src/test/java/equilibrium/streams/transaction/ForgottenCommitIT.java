package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.KafkaSettings;
import equilibrium.streams.transaction.BrokerTransactions.Writer;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue.PartitionsSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a power cut the log of transactions lost its end: that a commit was made, and all of the
 * transaction after it. The partitions refuse the commit that the coordinator decides again.
 */
class ForgottenCommitIT {
  private static final TopicPartition BOTH = new TopicPartition("both", 0);
  private static final TopicPartition LATER = new TopicPartition("later", 0);
  private static final byte PREPARE_COMMIT = 2;
  private static final short NEWEST_VALUE = 1;

  @TempDir private Path folder;

  @Test
  void theTransactionAfterItIsAborted() throws Exception {
    int port;
    try (var broker = EmbeddedKafka.start(folder, 0)) {
      port = broker.port();
      var kafka = settings(port);
      try (var admin = Admin.create(kafka.with(Map.of()))) {
        commitAndLeaveAnotherOpen(kafka, admin);
        forgetTheEnd(kafka, admin);
      }
    }
    try (var _ = EmbeddedKafka.start(folder, port);
        var admin = Admin.create(settings(port).with(Map.of()))) {
      assertThat(readable(admin, BOTH)).as("the first record and its commit").isEqualTo(2);
      assertThat(readable(admin, LATER)).isZero();

      assertThat(FormerTransactions.abort(settings(port))).hasValue(2);

      assertThat(writer(admin).state()).isEqualTo(TransactionState.PREPARE_COMMIT);
      Await.until("all can be read", () -> readable(admin, BOTH) == 4);
      Await.until("all can be read", () -> readable(admin, LATER) == 2);
    }
  }

  private static void commitAndLeaveAnotherOpen(KafkaSettings kafka, Admin admin) throws Exception {
    var former =
        Map.<String, Object>of("transactional.id", "former", "transaction.timeout.ms", 600_000);
    try (var producer =
        new KafkaProducer<>(kafka.with(former), new StringSerializer(), new StringSerializer())) {
      var topics =
          List.of(
              new NewTopic(BOTH.topic(), 1, (short) 1), new NewTopic(LATER.topic(), 1, (short) 1));
      admin.createTopics(topics).all().get();
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(BOTH.topic(), "committed")).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(BOTH.topic(), "open")).get();
      producer.send(new ProducerRecord<>(LATER.topic(), "open")).get();
      producer.close(Duration.ZERO); // as if it had been killed
    }
  }

  /** Writes again what the coordinator had written when it decided to commit. */
  private static void forgetTheEnd(KafkaSettings kafka, Admin admin) throws Exception {
    var writer = writer(admin);
    var open = new BrokerTransactions(admin, "test-").producers(BOTH.topic()::equals).open();
    long now = System.currentTimeMillis();
    var value =
        new TransactionLogValue()
            .setProducerId(open.iterator().next().producer())
            .setProducerEpoch((short) writer.epoch())
            .setTransactionTimeoutMs(600_000)
            .setTransactionStatus(PREPARE_COMMIT)
            .setTransactionPartitions(
                List.of(
                    new PartitionsSchema()
                        .setTopic(BOTH.topic())
                        .setPartitionIds(List.of(BOTH.partition()))))
            .setTransactionStartTimestampMs(now)
            .setTransactionLastUpdateTimestampMs(now)
            .setClientTransactionVersion((short) 2);
    var key = new TransactionLogKey().setTransactionalId("former");
    var name = Topic.TRANSACTION_STATE_TOPIC_NAME;
    var allowed = Map.<String, Object>of("client.id", "__admin_client"); // to write to it
    try (var producer =
        new KafkaProducer<>(
            kafka.with(allowed), new ByteArraySerializer(), new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(name).size();
      int partition = CoordinatorProbes.partition("former", partitions);
      producer
          .send(
              new ProducerRecord<>(
                  name, partition, bytes((short) 0, key), bytes(NEWEST_VALUE, value)))
          .get();
    }
  }

  private static byte[] bytes(short version, Message message) {
    return MessageUtil.toVersionPrefixedBytes(version, message);
  }

  private static Writer writer(Admin admin) throws Exception {
    var brokers = new BrokerTransactions(admin, "test-");
    var producers = brokers.producers(BOTH.topic()::equals).epochs(_ -> true).keySet();
    return brokers.writers(Set.copyOf(producers)).values().iterator().next();
  }

  /** Where committed records end. */
  private static long readable(Admin admin, TopicPartition partition) throws Exception {
    return admin
        .listOffsets(
            Map.of(partition, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static KafkaSettings settings(int port) {
    return new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + port), 1, 1);
  }
}
