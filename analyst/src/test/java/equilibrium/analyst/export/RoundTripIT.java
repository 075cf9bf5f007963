package equilibrium.analyst.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.FoldableTopic;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.Range;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files with addresses and ids of the log give the values of their records, in all fields. */
@ExtendWith(Servers.class)
class RoundTripIT {
  private static final Path GOLDEN =
      Path.of("..", "schemas", "src", "test", "resources", "golden", "0.1.0");
  private static final int EACH = 300;

  private final RandomRecords records = new RandomRecords();

  @Test
  void randomAndReleasedRecordsTurnBackIntoTheirBytes(KafkaServer server) throws IOException {
    server.empty();
    var kafka = server.settings(Written.PARTITIONS);
    try (var folder = Folder.temporary();
        var written =
            new Written(kafka, Topics.ANNOUNCES, Topics.CONTRIBUTIONS, Topics.SWARM_EPISODES)) {
      for (int i = 0; i < EACH; i++) {
        send(written, (Announced) records.of(Announced.getClassSchema()));
        send(written, records.contribution());
        send(written, records.episode());
      }
      send(written, (Announced) golden(Topics.ANNOUNCES, "Announced"));
      send(written, inOnePartition((Contribution) golden(Topics.CONTRIBUTIONS, "Contribution")));
      send(written, golden(Topics.SWARM_EPISODES, "SwarmEpisode"));
      var archive = folder.path().resolve("archive");

      export(kafka, archive);

      try (var files = FoldableArchive.open(archive, "256MiB", folder.path().resolve("duckdb"))) {
        assertTurnsBack(kafka, Topics.ANNOUNCES, files, FoldableArchive::announces);
        assertTurnsBack(kafka, Topics.CONTRIBUTIONS, files, FoldableArchive::contributions);
        assertTurnsBack(kafka, Topics.SWARM_EPISODES, files, FoldableArchive::episodes);
      }
    }
  }

  private static void send(Written written, Announced announced) {
    var plain =
        Announced.newBuilder(announced).setAddressKey(0).build(); // files have no sealed ones
    written.send(Topics.ANNOUNCES, plain.getInfoHash().bytes(), plain);
  }

  private static void send(Written written, Contribution contribution) {
    written.send(Topics.CONTRIBUTIONS, contribution.getInfoHash().bytes(), contribution);
  }

  private static void send(Written written, SwarmEpisode episode) {
    written.send(Topics.SWARM_EPISODES, episode.getInfoHash().bytes(), episode);
  }

  /** A record as the first release wrote it, with another value in each field. */
  private static <V> V golden(Topic<?, V> topic, String name) throws IOException {
    byte[] value = HexFormat.of().parseHex(Files.readString(GOLDEN.resolve(name + ".hex")).strip());
    return topic.value().deserializer().deserialize(topic.name(), value);
  }

  /** As scoring writes it. */
  private static Contribution inOnePartition(Contribution golden) {
    var previous = Objects.requireNonNull(golden.getPrevious());
    return Contribution.newBuilder(golden)
        .setPrevious(new Position(golden.getSource().getPartition(), previous.getOffset()))
        .build();
  }

  private static void export(KafkaSettings kafka, Path archive) {
    var options =
        new ExportOptions(
            List.of("announces", "contributions", "swarm-episodes"),
            archive,
            Range.ALL,
            FileFormat.PARQUET,
            new Privacy(true, null),
            20_000, // several files
            "256MiB",
            true);
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    new Export(new Log(kafka), options, nowhere).run();
  }

  private static void assertTurnsBack(
      KafkaSettings kafka,
      Topic<?, ?> topic,
      FoldableArchive archive,
      Function<FoldableArchive, FoldableTopic> of) {
    var log = new Log(kafka);
    var foldable = of.apply(archive);
    int compared = 0;
    for (var range : log.ranges(topic, Range.ALL)) {
      var held = Objects.requireNonNull(foldable.held().get(range.partition()));
      try (var files = foldable.read(range.partition(), held.begin(), held.end());
          var records = log.read(range)) {
        for (var record = records.peek(); record != null; record = records.peek()) {
          var again = Objects.requireNonNull(files.peek());
          assertThat(again.offset()).isEqualTo(record.offset());
          assertThat(again.key()).isEqualTo(record.key());
          assertThat(text(topic, again)).isEqualTo(text(topic, record));
          assertThat(again.value()).isEqualTo(record.value());
          records.skip();
          files.skip();
          compared++;
        }
        assertThat(files.peek()).isNull();
      }
    }
    assertThat(compared).isEqualTo(EACH + 1);
  }

  /** Says more than bytes do when they differ. */
  private static String text(Topic<?, ?> topic, LogRecord record) {
    return String.valueOf(topic.value().deserializer().deserialize(topic.name(), record.value()));
  }
}
