package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Counters;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.answer.EventWriter;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.Node;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
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

  private Publisher publisher(int capacity, Duration wait) {
    return new Publisher(log, new LogConfig(capacity, wait), new SimpleMeterRegistry());
  }

  private static CompletableFuture<Boolean> record(Publisher publisher) {
    var reply = new CompletableFuture<Boolean>();
    publisher.record(
        new Accepted(event(), null, new Outcome.Waits(1800, 900), ""), reply::complete);
    return reply;
  }

  private void awaitSent(int records) {
    Await.until("records are sent", () -> log.history().size() >= records);
  }

  private static Announced event() {
    var address = Addresses.of(new byte[] {127, 0, 0, 1});
    var announce =
        new Announce(
            new Source(address, Transport.HTTP, false),
            null,
            new InfoHash(new byte[20]),
            new PeerId(new byte[20]),
            6881,
            AnnounceEvent.NONE,
            Counters.NONE,
            List.of(),
            null,
            -1,
            Trace.NONE);
    var events = new EventWriter(new Node(1, 2));
    var id = ClientIds.ofKey("k");
    var client = new ClientIdentity(id, Identity.KEY, id);
    var visit = new Visit();
    var answer = EventWriter.answer(visit, 0, new Outcome.Waits(1800, 900), System.nanoTime());
    var answered = new EventWriter.Answered(client, TrackerIdVerdict.NONE, answer);
    return events.announced(events.nextId(), announce, visit, answered);
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
