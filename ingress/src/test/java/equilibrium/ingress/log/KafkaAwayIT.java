package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies while a real broker goes away and comes back. */
class KafkaAwayIT {
  private static final Duration ACK_WAIT = Duration.ofMillis(250);

  @TempDir Path folder;

  @Test
  void repliesGoOnWhileKafkaIsAwayAndAreAcknowledgedSoonAfterItsReturn() throws Exception {
    var broker = EmbeddedKafka.start(folder, 0);
    int port = broker.port();
    var kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + port), 8, 1);
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
    var config = new LogConfig(65_536, ACK_WAIT);
    try (var publisher = Publisher.start(kafka, config, new SimpleMeterRegistry());
        var load = new SteadyLoad(publisher, 500)) {
      Await.until("events are acknowledged", () -> load.sinceLast(Duration.ofSeconds(1)) > 100);

      broker.close();
      Await.until("replies are sent without Kafka", () -> load.unrecorded() > 2_500);
      assertThat(load.unanswered()).isLessThan(500);
      broker = EmbeddedKafka.start(folder, port);
      long returnedNs = System.nanoTime();
      Await.until("events are acknowledged", () -> load.sinceLast(Duration.ofMillis(200)) > 20);

      var back = Duration.ofNanos(System.nanoTime() - returnedNs);
      assertThat(back).isLessThan(Duration.ofSeconds(10));
      assertThat(load.slowest(0.99)).isLessThan(Duration.ofMillis(300));
      assertThat(load.slowest(0.5)).isLessThan(Duration.ofMillis(50));
      load.close();
      Await.until("every reply is sent", () -> load.unanswered() == 0);
    } finally {
      broker.close();
    }
  }

  @Test
  void repliesGoOutWhereKafkaWasNeverReached() throws Exception {
    var kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1"), 8, 1);
    var config = new LogConfig(65_536, ACK_WAIT);
    try (var publisher = Publisher.start(kafka, config, new SimpleMeterRegistry());
        var load = new SteadyLoad(publisher, 500)) {
      Await.until("replies are sent", () -> load.answered() > 1_000);

      assertThat(load.slowest(0.99)).isLessThan(Duration.ofMillis(50));
    }
  }
}
