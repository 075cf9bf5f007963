package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskIT {
  private static final String INFO_HASH = "a".repeat(20);
  private static final int RECORD_BYTES = 64 << 10;

  /** The first peer in a compact list: 127.0.0.1, port 1111. */
  private static final String SEEDER = "\u007f\0\0\u0001\u0004W";

  private static final Map<String, String> SETTINGS = Map.of("data.least-free-mib", "64");

  @TempDir Path folder;

  @Test
  void aFullDiskStopsRecordingAndNothingElseUntilThereIsRoom() throws Exception {
    Mounts.demand(folder, "FullDiskIT");
    try (var disk = SmallDisk.mount(folder.resolve("disk"), 1024);
        var tracker = TrackerFixture.on(disk.path().resolve("data"), SETTINGS)) {
      var first = new TestPeer(tracker.announceUrl("http"), null, "first", 1111);
      var second = new TestPeer(tracker.announceUrl("http"), null, "second", 2222);
      assertThat(first.announce(INFO_HASH, "event=started&left=0")).isEmpty();

      disk.fill();
      Await.until("the tracker sees it", () -> !tracker.tracker().platform().disk().hasRoom());
      assertThat(second.reply(INFO_HASH, "left=1")).contains("not recorded", SEEDER);
      breakKafka(tracker);
      assertThat(second.reply(INFO_HASH, "left=1")).contains("not recorded", SEEDER);

      disk.free();
      Await.until("Kafka runs again", () -> isKafkaUp(tracker));
      first.awaitRecorded(INFO_HASH);
      second.awaitRecorded(INFO_HASH);
      Await.until("both peers are in PostgreSQL", () -> projected(tracker) == 2);
      assertThat(tracker.tracker().platform().health().isLive()).isTrue();
    }
  }

  /** Writes although the disk is full, as the stream programs may. */
  private static void breakKafka(TrackerFixture tracker) {
    var kafka = tracker.tracker().platform().kafka();
    Map<String, Object> settings =
        Map.of(
            "max.block.ms",
            100,
            "delivery.timeout.ms",
            1000,
            "request.timeout.ms",
            500,
            "linger.ms",
            0);
    try (var producer =
        new KafkaProducer<>(
            kafka.with(settings), new ByteArraySerializer(), new ByteArraySerializer())) {
      Await.until(
          "Kafka has failed",
          () -> {
            var record =
                new ProducerRecord<byte[], byte[]>(
                    Topics.DEAD_LETTERS.name(), new byte[RECORD_BYTES]);
            var _ = producer.send(record);
            return !isKafkaUp(tracker);
          });
    }
  }

  private static boolean isKafkaUp(TrackerFixture tracker) {
    return tracker.tracker().platform().metrics().get("equilibrium_kafka_up").gauge().value() == 1;
  }

  private static int projected(TrackerFixture tracker) {
    try (var connection = tracker.postgres();
        var row = connection.createStatement().executeQuery("SELECT count(*) FROM peers")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException _) {
      return -1; // the full disk has ended PostgreSQL, and it is starting again
    }
  }
}
