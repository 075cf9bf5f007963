package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.log.LogConfig.Durability;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replies while a real broker goes away and comes back. */
@SuppressWarnings("try") // the load ends, and then the publisher
class KafkaAwayIT {
  private static final Duration ACK_WAIT = Duration.ofMillis(250);
  private static final Duration MOST_UNTIL_ACKS = Duration.ofSeconds(10);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"LOG", "SPOOL_FIRST"})
  void everyAnnounceIsDurableAndNoneWaitsWhileKafkaIsAway(Durability durability) throws Exception {
    var broker = new Broker(folder.resolve("kafka"));
    try (var publisher = broker.publisher(durability, folder.resolve("spool"), ACK_WAIT);
        var load = new SteadyLoad(publisher, 500)) {
      Await.until("events are sent", () -> load.durable() > 1_000 && isClosed(publisher));

      broker.stop();
      Await.until("events wait", () -> publisher.status().spool().waitingEvents() > 2_000);
      broker.start();
      long returnedNs = System.nanoTime();
      Await.until("Kafka takes events", () -> isClosed(publisher));
      var back = Duration.ofNanos(System.nanoTime() - returnedNs);
      Await.until("the spool is drained", () -> publisher.status().spool().waitingEvents() == 0);
      load.close();
      Await.until("every reply is sent", () -> load.unanswered() == 0);

      assertThat(back).isLessThan(MOST_UNTIL_ACKS);
      assertThat(load.unrecorded()).isZero();
      assertThat(load.slowest(0.99)).isLessThan(ACK_WAIT.multipliedBy(2));
      assertThat(load.slowest(0.5)).isLessThan(ACK_WAIT.dividedBy(4));
      Await.until("Kafka has the last", () -> publisher.status().spool().waitingEvents() == 0);
      publisher.close();
      assertThat(broker.sequences()).containsAll(load.durableSequences());
    } finally {
      broker.close();
    }
  }

  @Test
  void aDrillKeepsTheBrokerAwayAndTheSpoolIsDrainedAfterwards() throws Exception {
    var broker = new Broker(folder.resolve("kafka"));
    try (var publisher = broker.publisher(Durability.LOG, folder.resolve("spool"), ACK_WAIT);
        var load = new SteadyLoad(publisher, 500)) {
      Await.until("events are sent", () -> load.durable() > 1_000 && isClosed(publisher));

      broker.away.begin(Duration.ofMinutes(10));
      Await.until("events wait", () -> publisher.status().spool().waitingEvents() > 1_000);
      var during = publisher.status().circuit();
      broker.away.end();
      Await.until("Kafka takes events", () -> isClosed(publisher));
      Await.until("the spool is drained", () -> publisher.status().spool().waitingEvents() == 0);
      load.close();
      Await.until("every reply is sent", () -> load.unanswered() == 0);

      assertThat(during).isEqualTo("open");
      assertThat(load.unrecorded()).isZero();
      publisher.close();
      assertThat(broker.sequences()).containsAll(load.durableSequences());
    } finally {
      broker.close();
    }
  }

  @Test
  void repliesGoOutWhereKafkaWasNeverReached() throws Exception {
    var broker = new Broker(folder.resolve("kafka"));
    broker.stop();
    try (var publisher = broker.publisher(Durability.LOG, folder.resolve("spool"), ACK_WAIT);
        var load = new SteadyLoad(publisher, 500)) {
      Await.until("replies are sent", () -> load.durable() > 1_000);

      assertThat(load.unrecorded()).isZero();
      assertThat(load.slowest(0.9)).isLessThan(ACK_WAIT);
    }
  }

  private static boolean isClosed(Publisher publisher) {
    return publisher.status().circuit().equals("closed");
  }
}
