package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Node;
import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final MockProducer<byte[], byte[]> log =
      new MockProducer<>(
          cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void aReplyWaitsForTheAcknowledgement() throws Exception {
    try (var publisher = publisher(10, LONG)) {
      var reply = record(publisher);
      awaitSent(1);
      assertThat(reply).isNotDone();

      log.completeNext();

      assertThat(reply.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aReplyThatWaitedLongEnoughGoesOutUnrecorded() throws Exception {
    try (var publisher = publisher(10, SHORT)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void aFailedWriteIsNotCalledRecorded() throws Exception {
    try (var publisher = publisher(10, LONG)) {
      var reply = record(publisher);
      awaitSent(1);

      log.errorNext(new TimeoutException("no broker"));

      assertThat(reply.get(5, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void aProducerThatRefusesStopsNobody() throws Exception {
    log.sendException = new TimeoutException("no metadata");
    try (var publisher = publisher(10, LONG)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void afterClosingNothingIsTaken() throws Exception {
    var publisher = publisher(10, LONG);
    publisher.close();

    assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
  }

  /** A publisher that has reached the log. */
  private Publisher publisher(int capacity, Duration wait) throws InterruptedException {
    var publisher =
        new Publisher(
            () -> log,
            () -> new LogEnds.Ends("topic", Map.of(0, 0L)),
            new LogConfig(capacity, wait),
            new SimpleMeterRegistry());
    publisher.awaitLog();
    return publisher;
  }

  private static CompletableFuture<Boolean> record(Publisher publisher) {
    var reply = new CompletableFuture<Boolean>();
    publisher.record(PublishedEvents.next(), reply::complete);
    return reply;
  }

  private void awaitSent(int records) {
    Await.until("records are sent", () -> log.history().size() >= records);
  }

  private static Cluster cluster() {
    var node = new org.apache.kafka.common.Node(1, "localhost", 9092);
    var nodes = new org.apache.kafka.common.Node[] {node};
    return new Cluster(
        "test",
        List.of(node),
        List.of(
            new PartitionInfo("announces", 0, node, nodes, nodes),
            new PartitionInfo("hand-outs", 0, node, nodes, nodes)),
        Set.of(),
        Set.of());
  }
}
