package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.testing.event.SampleEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFullDiskIT {
  private static final int ANNOUNCES = 20_000;

  /** Room for some files of the export, and not for all. */
  private static final int FILLING_KIB = 7 * 1024 + 512;

  @TempDir Path folder;

  @Test
  void anExportGoesOnWhereAFullDiskEndedIt() throws Exception {
    Mounts.demand(folder, "ExportFullDiskIT");
    try (var tracker = TrackerFixture.on(folder.resolve("data"), Map.of());
        var disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
      announce(tracker);
      disk.fill();
      assertFailed(export(tracker, disk));
      assertThat(files(disk)).isEmpty();
      disk.free();

      Files.write(disk.path().resolve("filling"), new byte[FILLING_KIB << 10]);
      assertFailed(export(tracker, disk));
      var written = files(disk);
      assertThat(written).isNotEmpty();
      assertThat(held(disk, "announces")).isPositive().isLessThan(ANNOUNCES);

      disk.free();
      Files.writeString(written.getFirst().resolveSibling(".p00-000000000000.part"), "PAR1");
      var last = export(tracker, disk);

      assertThat(last.exitCode()).as(last.err()).isZero();
      assertThat(files(disk)).containsAll(written).hasSizeGreaterThan(written.size());
      assertThat(number(disk, "count(DISTINCT event_sequence)", "announces")).isEqualTo(ANNOUNCES);
      assertThat(number(disk, "count(*)", "announces")).isEqualTo(ANNOUNCES);
      assertThat(held(disk, "announces"))
          .isEqualTo(ANNOUNCES + number(disk, "count(*)", "ticks"))
          .isEqualTo(held(disk, "ticks"));
      assertThat(number(disk, "sum(uploaded)::BIGINT", "announces"))
          .isEqualTo(ANNOUNCES * (ANNOUNCES - 1L) / 2);
      try (var all = Files.walk(archive(disk))) {
        assertThat(all.filter(file -> file.toString().endsWith(".part"))).isEmpty();
      }
    }
  }

  /** Announce n claims n bytes. */
  private static void announce(TrackerFixture tracker) {
    var random = new SplittableRandom(1);
    try (var producer =
        new KafkaProducer<>(
            tracker.tracker().platform().kafka().with(Map.of("linger.ms", "5")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long i = 0; i < ANNOUNCES; i++) {
        var infoHash = new byte[20];
        var client = new byte[16];
        random.nextBytes(infoHash);
        random.nextBytes(client);
        var announced =
            SampleEvents.announced()
                .setEventId(new EventId(9L, SampleEvents.NOW, i))
                .setInfoHash(new InfoHash(infoHash))
                .setClientId(new ClientId(client))
                .setUploaded(i)
                .build();
        byte[] value =
            Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), announced);
        var _ = producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), infoHash, value));
      }
      producer.flush();
    }
  }

  private static Printed export(TrackerFixture tracker, SmallDisk disk) {
    return tracker.printed(
        "export", "announces", "--out=" + archive(disk), "--file-size=64KiB", "--quiet");
  }

  private static Path archive(SmallDisk disk) {
    return disk.path().resolve("archive");
  }

  private static void assertFailed(Printed printed) {
    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err().lines())
        .singleElement()
        .asString()
        .startsWith("equilibrium: ")
        .doesNotContain("exception")
        .contains("disk")
        .endsWith("No space left on device");
  }

  /** With a final name. */
  private static List<Path> files(SmallDisk disk) throws IOException {
    if (!Files.isDirectory(archive(disk))) {
      return List.of();
    }
    try (var files = Files.walk(archive(disk))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
          .toList();
    }
  }

  /** Offsets that files of a table hold by their names, which must be gapless. */
  private static long held(SmallDisk disk, String table) throws IOException {
    var ends = new HashMap<String, Long>();
    for (var file : files(disk)) {
      if (file.startsWith(archive(disk).resolve(table))) {
        var name = String.valueOf(file.getFileName()).split("[-.]", -1);
        var end = ends.put(name[0], Long.parseLong(name[2]));
        assertThat(Long.parseLong(name[1])).as(name[0]).isEqualTo(end == null ? 0 : end);
      }
    }
    return ends.values().stream().mapToLong(end -> end).sum();
  }

  private static long number(SmallDisk disk, String what, String table) throws SQLException {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var select = duckdb.createStatement();
        var row =
            select.executeQuery(
                "SELECT %s FROM read_parquet('%s/%s/*/p*.parquet')"
                    .formatted(what, archive(disk).toAbsolutePath(), table))) {
      row.next();
      return row.getLong(1);
    }
  }
}
