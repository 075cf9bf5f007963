package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.swarm.Found;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Announces of other nodes, on a real broker. */
@ExtendWith(Servers.class)
class AnnounceTailIT {
  private static final long OTHER_NODE = 9;

  /** The tail may wait for more announces, but not longer than this. */
  private static final Duration KNOWN = Duration.ofSeconds(2);

  /** The tail starts without a snapshot and a database. */
  private static final AnnounceTail.StoredPeers NONE =
      new AnnounceTail.StoredPeers() {
        @Override
        public Map<Integer, Long> read() {
          return Map.of();
        }

        @Override
        public boolean hasFound() {
          return false;
        }

        @Override
        public boolean isReading() {
          return false;
        }
      };

  @Test
  void announcesOfOtherNodesAreEnteredAndOwnOnesAreSkipped(KafkaServer server, @TempDir Path folder)
      throws Exception {
    server.empty();
    var kafka = server.settings(1);
    try (var admin = new TopicAdmin(kafka)) {
      assertThat(admin.create()).isNotEmpty();
    }
    var inside = new TrackerInside(folder, Map.of());
    var process = inside.core.process();
    var silence =
        new SilenceClock(
            process, new ClockCheck(inside.metrics), inside.core.policy().peerLifetime());
    try (var tail = new AnnounceTail(kafka, inside.core, NONE, silence, inside.metrics);
        var producer =
            new KafkaProducer<>(
                kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(record(value(process.node().id(), 1, 5))).get();
      producer.send(record(new byte[] {1, 2, 3})).get();
      producer.send(record(null)).get();

      producer.send(record(value(OTHER_NODE, 2, 0))).get();

      Await.until("all four are read", () -> tail.positions().getOrDefault(0, 0L) == 4);
      var found = new Found();
      inside.core.scrape(Ids.infoHash(1), found);
      assertThat(found.seeders()).as("of the other node").isEqualTo(1);
      assertThat(found.leechers()).as("its own").isZero();
      assertThat(events(inside, "accepted")).isEqualTo(1);
      assertThat(events(inside, "unreadable")).isEqualTo(2);
      assertThat(quickest(producer, tail)).as("until it is known here").isLessThan(KNOWN);
    }
  }

  /** The shortest time, of three, from an acknowledgement until the tail has the event. */
  private static Duration quickest(KafkaProducer<byte[], byte[]> producer, AnnounceTail tail)
      throws Exception {
    var quickest = Duration.ofDays(1);
    for (int peer = 3; peer < 6; peer++) {
      long offset = producer.send(record(value(OTHER_NODE, peer, 0))).get().offset();
      long sentNs = System.nanoTime();
      Await.until("it is read", () -> tail.positions().getOrDefault(0, 0L) > offset);
      var took = Duration.ofNanos(System.nanoTime() - sentNs);
      quickest = took.compareTo(quickest) < 0 ? took : quickest;
    }
    return quickest;
  }

  private static ProducerRecord<byte[], byte[]> record(byte @Nullable [] value) {
    return new ProducerRecord<>(Topics.ANNOUNCES.name(), Ids.infoHash(1).bytes(), value);
  }

  private static byte[] value(long node, int peer, long left) {
    long nowMs = System.currentTimeMillis();
    Announced announced =
        SampleEvents.announced()
            .setEventId(new EventId(node, 2L, (long) peer))
            .setPeerId(Ids.peerId(peer))
            .setPort(6000 + peer)
            .setReceivedAtMs(nowMs)
            .setSessionStartedAtMs(nowMs)
            .setLeft(left)
            .build();
    return Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), announced);
  }

  private static double events(TrackerInside inside, String outcome) {
    return inside
        .metrics
        .get("equilibrium_tail_events_total")
        .tag("outcome", outcome)
        .counter()
        .count();
  }
}
