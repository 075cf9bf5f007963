package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerCutIT {
  private static final String INFO_HASH = "a".repeat(20);
  private static final int MIB = 2048;

  @TempDir Path folder;

  @Test
  void aTrackerComesBackByItselfAndKeepsItsKeys() throws Throwable {
    Mounts.demand(folder, "PowerCutIT");
    try (var disk = CutDisk.in(folder, MIB)) {
      var data = disk.path().resolve("data");
      var up = UpProcess.start(data, folder.resolve("first"));
      try {
        disk.flush();
        for (int cut = 1; cut <= 2; cut++) {
          for (int port = 1001; port <= 1020; port++) {
            new TestPeer(up.announceUrl(), null, "peer" + port, port).announce(INFO_HASH, "left=0");
          }
          assertThat(up.run("keys", "issue").exitCode()).isZero();

          disk.cut();
          up.kill();
          disk.restore();
          up = UpProcess.start(data, folder.resolve("after" + cut));

          assertThat(up.output())
              .contains("did not stop in order", "have checked", "announces are answered");
          assertThat(records(up.kafka(), Topics.ANNOUNCE_KEYS.name())).isEqualTo(cut);
          new TestPeer(up.announceUrl(), null, "later" + cut, 2000 + cut).awaitRecorded(INFO_HASH);
          assertThat(up.isAlive()).isTrue();
        }
      } finally {
        up.close(); // before its disk goes
      }
    }
  }

  private static long records(String kafka, String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", kafka),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(found -> new TopicPartition(topic, found.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
