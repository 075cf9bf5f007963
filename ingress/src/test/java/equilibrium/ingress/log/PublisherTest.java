package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.log.LogConfig.Durability;
import equilibrium.ingress.spool.Spool;
import equilibrium.ingress.spool.SpoolConfig;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.event.HandOut;
import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final SpoolConfig ROOM = new SpoolConfig(1L << 30, 0);
  private static final SpoolConfig FULL = new SpoolConfig(0, 0);
  private static final SpoolConfig DISK_LOW = new SpoolConfig(1L << 30, Long.MAX_VALUE);

  private int replicas = 1;
  @TempDir Path folder;

  private volatile Runnable endsRead = () -> {};
  private volatile long next = 1_000;
  private final Outage away = new Outage();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final MockProducer<byte[], byte[]> log =
      new MockProducer<>(
          cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void aReplyWaitsForTheAcknowledgement() throws Exception {
    try (var publisher = publisher(Durability.LOG, LONG, FULL)) {
      var reply = record(publisher);
      awaitSent(1);
      assertThat(reply).isNotDone();

      log.completeNext();

      assertThat(reply.get(5, TimeUnit.SECONDS)).isTrue();
      assertThat(count("recorded")).isOne();
      assertThat(publisher.replyTimes())
          .satisfies(times -> assertThat(times.p50Us()).isPositive().isEqualTo(times.p999Us()));
      assertThat(publisher.replyTimes()).isNull();
    }
  }

  @Test
  void whileADrillKeepsKafkaAwayEventsGoToTheSpoolAtOnce() throws Exception {
    try (var publisher = publisher(Durability.LOG, LONG, ROOM)) {
      Await.until("Kafka takes events", () -> publisher.status().circuit().equals("closed"));

      away.begin(Duration.ofMinutes(10));
      Await.until("none is sent", () -> publisher.status().circuit().equals("open"));
      var reply = record(publisher);

      assertThat(reply.get(5, TimeUnit.SECONDS)).isTrue();
      assertThat(log.history()).isEmpty();
      away.end();
      Await.until("Kafka is tried again", () -> !publisher.status().circuit().equals("open"));
    }
  }

  @Test
  void aReplyThatWaitedLongEnoughGoesOutUnrecorded() throws Exception {
    try (var publisher = publisher(Durability.LOG, SHORT, FULL)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
      assertThat(count("unrecorded")).isOne();
    }
  }

  @Test
  void anEventThatWaitedLongEnoughGoesToTheSpool() throws Exception {
    try (var publisher = publisher(Durability.LOG, Duration.ofSeconds(1), ROOM)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();
      assertThat(count("spooled")).isOne();
      assertThat(publisher.status().circuit()).isNotEqualTo("closed");
    }
  }

  @Test
  void aFailedWriteIsNotCalledRecorded() throws Exception {
    try (var publisher = publisher(Durability.LOG, LONG, FULL)) {
      var reply = record(publisher);
      awaitSent(1);

      log.errorNext(new TimeoutException("no broker"));

      assertThat(reply.get(5, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void anEventWhoseSendingFailedIsSpooledAndPublishedFromThere() throws Exception {
    try (var publisher = publisher(Durability.LOG, LONG, ROOM)) {
      var reply = record(publisher);
      awaitSent(1);
      log.errorNext(new TimeoutException("no broker"));
      assertThat(reply.get(5, TimeUnit.SECONDS)).isTrue();

      awaitSent(2);
      log.completeNext();

      Await.until("nothing waits", () -> publisher.status().spool().waitingEvents() == 0);
      assertThat(log.history()).extracting(sent -> List.of(sent.value())).hasSize(2);
      assertThat(log.history().get(0).value()).isEqualTo(log.history().get(1).value());
    }
  }

  @Test
  void aProducerThatRefusesStopsNobody() throws Exception {
    log.sendException = new TimeoutException("no metadata");
    try (var publisher = publisher(Durability.LOG, LONG, FULL)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void anEventThatCannotBeSerializedStopsNoOther() throws Exception {
    try (var publisher = publisher(Durability.LOG, LONG, FULL)) {
      var unwritable = new CompletableFuture<Boolean>();
      publisher.record(PublishedEvents.next(new HandOut()), unwritable::complete);
      assertThat(unwritable.get(5, TimeUnit.SECONDS)).isFalse();

      var reply = record(publisher);
      awaitSent(1);
      log.completeNext();

      assertThat(reply.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void itStartsBeforeAProducerCanBeMade() throws Exception {
    var unknown = new AtomicBoolean(true);
    Supplier<Producer<byte[], byte[]>> producers =
        () -> {
          if (unknown.get()) {
            throw new KafkaException("No resolvable bootstrap urls given in bootstrap.servers");
          }
          return log;
        };
    try (var publisher =
        publisher(producers, new LogConfig(10, LONG, Durability.SPOOL_FIRST, ROOM))) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();
      var failure = new CompletableFuture<Exception>();
      publisher.sender().send(new byte[1], new byte[1], failure::complete);
      assertThat(failure).isCompletedWithValueMatching(Objects::nonNull);

      unknown.set(false);

      awaitSent(1);
    }
  }

  @Test
  void aProducerThatFailedForGoodIsReplaced() throws Exception {
    var failing =
        new MockProducer<>(
            cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    failing.sendException = new ProducerFencedException("it is of no use any more");
    var producers = new ConcurrentLinkedQueue<Producer<byte[], byte[]>>(List.of(failing, log));
    try (var publisher =
        publisher(producers::remove, new LogConfig(10, LONG, Durability.LOG, ROOM))) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();

      awaitSent(1);
      assertThat(failing.closed()).isTrue();
    }
  }

  @Test
  void spoolFirstDoesNotWaitForKafkaAndSendsAfterwards() throws Exception {
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, ROOM)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();

      awaitSent(1);
      log.completeNext();

      assertThat(count("spooled")).isOne();
      Await.until("the circuit closes", () -> publisher.status().circuit().equals("closed"));
      assertThat(publisher.status().spool().waitingEvents()).isZero();
    }
  }

  @Test
  void spoolFirstWaitsForReplicasWhenTheSpoolIsFull() throws Exception {
    replicas = 3;
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, FULL)) {
      var reply = record(publisher);
      awaitSent(1);
      assertThat(reply).isNotDone();

      log.completeNext();

      assertThat(reply.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void spoolFirstDoesNotTrustALoneBrokerWhenTheSpoolIsFull() throws Exception {
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, FULL)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();

      awaitSent(1); // it may be recorded after all
    }
  }

  @Test
  void spoolFirstRecordsNothingWithTooLittleDiskSinceTheBrokerHasTheSameDisk() throws Exception {
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, DISK_LOW)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();

      assertThat(log.history()).isEmpty();
      assertThat(publisher.status().spool().state()).isEqualTo("disk-low");
    }
  }

  @Test
  void bestEffortWaitsForNothing() throws Exception {
    try (var publisher = publisher(Durability.BEST_EFFORT, LONG, ROOM)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();

      awaitSent(1);
      assertThat(count("sent")).isOne();
    }
  }

  @Test
  void whatIsAcknowledgedWhileTheEndsAreReadIsNotPublishedAgain() throws Exception {
    endsRead = log::completeNext;
    next = 0L; // read before the acknowledgement
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, ROOM)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();
      awaitSent(1);

      publisher.sender().circuit().open("so that the ends are read");
      Await.until("they are", () -> !publisher.status().circuit().equals("open"));

      assertThat(publisher.status().spool().waitingEvents()).isZero();
    }
  }

  @Test
  void whatTheLogHasLostIsPublishedAgain() throws Exception {
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, ROOM)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();
      awaitSent(1);
      log.completeNext();

      next = 0L;
      publisher.sender().circuit().open("so that the ends are read");

      awaitSent(2);
      assertThat(log.history().getLast().value()).isEqualTo(log.history().getFirst().value());
    }
  }

  @Test
  void theNextProcessPublishesWhatThisOneSpooled() throws Exception {
    log.sendException = new TimeoutException("no metadata");
    try (var publisher = publisher(Durability.SPOOL_FIRST, LONG, ROOM)) {
      assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isTrue();
    }

    var next =
        new MockProducer<>(
            cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (var _ = publisher(() -> next, new LogConfig(10, LONG, Durability.LOG, ROOM))) {
      Await.until("it is published", () -> next.history().size() == 1);
    }
  }

  @Test
  void afterClosingNothingIsTaken() throws Exception {
    var publisher = publisher(Durability.LOG, LONG, ROOM);
    publisher.close();

    assertThat(record(publisher).get(5, TimeUnit.SECONDS)).isFalse();
  }

  private Publisher publisher(Durability durability, Duration wait, SpoolConfig spool)
      throws InterruptedException {
    return publisher(() -> log, new LogConfig(10, wait, durability, spool));
  }

  /** A publisher that has reached the log. */
  private Publisher publisher(Supplier<Producer<byte[], byte[]>> producers, LogConfig config)
      throws InterruptedException {
    var around =
        new Publisher.Surroundings(
            replicas, producers, this::ends, away, System::currentTimeMillis, metrics);
    var publisher = new Publisher(around, config, Spool.open(folder, config.spool(), 10, metrics));
    publisher.awaitLog(Duration.ofSeconds(2));
    return publisher;
  }

  private LogEnds.Ends ends(Map<Integer, Long> afterMs) {
    endsRead.run();
    return new LogEnds.Ends("topic", Map.of(0, next), Map.of());
  }

  private long count(String outcome) {
    return (long) metrics.get("equilibrium_events_total").tag("outcome", outcome).counter().count();
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
