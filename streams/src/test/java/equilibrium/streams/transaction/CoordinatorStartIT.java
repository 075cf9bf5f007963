package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that has just started knows no transaction until it has read its log of them. */
class CoordinatorStartIT {
  private static final int STARTS = 3;

  /** A broker takes over its partitions before it reads its log of transactions. */
  private static final int OTHERS = 400;

  @TempDir private Path folder;

  @Test
  void aTransactionIsNeverTakenForOneThatNobodyKnows() throws Exception {
    int port;
    try (var broker = EmbeddedKafka.start(folder, 0)) {
      port = broker.port();
      leaveATransactionOpen(settings(port));
    }
    for (int i = 0; i < STARTS; i++) {
      try (var _ = EmbeddedKafka.start(folder, port);
          var admin = Admin.create(settings(port).with(Map.of()))) {
        var brokers = new BrokerTransactions(admin, "test-");
        var open = OpenTransaction.producers(brokers.producers("records"::equals).open());

        assertThat(open).hasSize(1);
        assertThat(brokers.writers(open).keySet()).as("after start %d", i).isEqualTo(open);
      }
    }
  }

  private static void leaveATransactionOpen(KafkaSettings kafka) throws Exception {
    var former =
        Map.<String, Object>of("transactional.id", "former", "transaction.timeout.ms", 600_000);
    try (var admin = Admin.create(kafka.with(Map.of()));
        var producer =
            new KafkaProducer<>(
                kafka.with(former), new StringSerializer(), new StringSerializer())) {
      var topics =
          List.of(new NewTopic("records", 1, (short) 1), new NewTopic("others", OTHERS, (short) 1));
      admin.createTopics(topics).all().get();
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("records", "open")).get();
      producer.close(Duration.ZERO); // as if it had been killed
    }
  }

  private static KafkaSettings settings(int port) {
    return new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + port), 1, 1);
  }
}
