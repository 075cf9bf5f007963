package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.live.Hub;
import equilibrium.platform.TopicAdmin;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Positions of a group that a test commits, on a real Kafka. */
@ExtendWith(Servers.class)
class LogWatchIT {
  private static final String GROUP = "test-scoring";
  private static final TopicPartition CHANGES =
      new TopicPartition(GROUP + LogWatch.SCORE_CHANGES, 0);

  @Test
  void changesOfScoresThatScoringDoesNotReadAreSeen(KafkaServer kafka) throws Exception {
    kafka.empty();
    var settings = kafka.settings(1);
    try (var topics = new TopicAdmin(settings);
        var admin = Admin.create(settings.with(Map.of()));
        var producer =
            new KafkaProducer<>(
                settings.with(Map.of("acks", "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var watch = LogWatch.start(settings, Map.of("scoring", GROUP), new Attention(new Hub(1)))) {
      topics.create();
      Await.until("it works before scoring has run", () -> watch.newest().isKnown());
      admin
          .createTopics(List.of(new NewTopic(CHANGES.topic(), Optional.of(1), Optional.empty())))
          .all()
          .get();
      change(producer);
      reads(admin, 1);
      long soon = System.nanoTime() + 3_000_000_000L;
      Await.until("it has looked twice", () -> watch.newest().atNs() > soon);
      assertThat(waits(watch)).isFalse();

      change(producer);
      Await.until("a change waits", () -> waits(watch));
      assertThat(watch.newest().ends()).isEqualTo(Map.of(0, 0L)); // of announces alone

      reads(admin, 2);
      Await.until("none waits", () -> !waits(watch));
    }
  }

  private static boolean waits(LogWatch watch) {
    return watch.cuts().seconds(System.nanoTime()) > 0;
  }

  private static void change(KafkaProducer<byte[], byte[]> producer) throws Exception {
    producer.send(new ProducerRecord<>(CHANGES.topic(), new byte[1])).get();
  }

  private static void reads(Admin admin, long next) throws Exception {
    admin
        .alterConsumerGroupOffsets(GROUP, Map.of(CHANGES, new OffsetAndMetadata(next)))
        .all()
        .get();
  }
}
