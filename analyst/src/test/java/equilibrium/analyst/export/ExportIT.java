package equilibrium.analyst.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import equilibrium.analyst.archive.ArchiveLock;
import equilibrium.analyst.archive.ExportKey;
import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.FoldableTopic;
import equilibrium.analyst.archive.Manifest;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export.Result;
import equilibrium.analyst.log.Bound;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.table.TopicTable;
import equilibrium.analyst.table.TopicTables;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Ids;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Announced;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.SampleEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All tests share a log, which only grows; each export has a folder of its own. */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
class ExportIT {
  private static final String KEY = "ab".repeat(32);
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
  private static final long ANY_SIZE = 128L << 20;

  /** Gives several files a partition. */
  private static final long SMALL = 6_000;

  private static final Map<String, String> FIELDS =
      Map.of(
          "event_node", "node",
          "event_boot", "boot",
          "event_sequence", "sequence",
          "received_at", "receivedAtMs",
          "left_bytes", "left",
          "request_key", "key",
          "session_started_at", "sessionStartedAtMs");
  private static final Set<String> COMPUTED =
      Set.of("log_partition", "log_offset", "appended_at", "client_program");

  private static final String TORRENT = "ab".repeat(20);
  private static final String SWARM = "cd".repeat(20);
  private static final String CLIENT = "ee".repeat(16);

  private final Folder folder = Folder.temporary();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Privacy keyed = new Privacy(false, KEY);
  private final RandomRecords records = new RandomRecords();
  private KafkaSettings kafka;
  private Written written;

  /** What the export before all tests holds, which goes to folder {@code planted}. */
  private Result planted;

  private int plantedAnnounces;

  /** The log as it is then. */
  private Range plantedRange;

  private Set<String> plantedSecrets;

  @BeforeAll
  void plantAndExport(KafkaServer server) {
    server.empty();
    kafka = server.settings(Written.PARTITIONS);
    written =
        new Written(
            kafka,
            Topics.all().stream()
                .filter(topic -> !topic.equals(Topics.DEAD_LETTERS))
                .toArray(Topic<?, ?>[]::new));
    TopicTables.all(IdForm.RAW, true).stream()
        .filter(table -> !table.topic().equals(Topics.ANNOUNCES))
        .forEach(table -> written.bytes(table.topic(), key(table.topic()), value(table)));
    written.announces(1_000);
    written.send(Topics.ANNOUNCES, null, Written.tick(SampleEvents.NOW));
    written.bytes(Topics.ANNOUNCES, new byte[20], new byte[] {1, 2, 3});
    written.send(Topics.REGISTRATIONS, Ids.parse(TORRENT, 20), null);
    plantedAnnounces = written.announces().size();
    plantedSecrets = Set.copyOf(records.secrets());
    plantedRange = new Range(new Bound.Beginning(), new Bound.Time(afterNow()), null);
    planted = export("planted", "announces", SMALL, keyed).run();
  }

  private static byte[] key(Topic<?, ?> topic) {
    if (topic.equals(Topics.INTERVENTIONS)) {
      return HexFormat.of().parseHex(SWARM + CLIENT);
    }
    return HexFormat.of()
        .parseHex(topic.key().equals(Topics.CLIENT_STANDINGS.key()) ? CLIENT : SWARM);
  }

  @SuppressWarnings("unchecked") // the table's schema is one of its topic's
  private <V> byte[] value(TopicTable<?> table) {
    var topic = (Topic<?, V>) table.topic();
    boolean isContribution = topic.equals(Topics.CONTRIBUTIONS);
    var value = isContribution ? records.contribution() : records.of(table.schema());
    return topic.value().serializer().serialize("", (V) value);
  }

  @AfterAll
  void close() throws IOException {
    written.close();
    folder.close();
  }

  @Test
  void anotherReaderFindsEveryRecordOnceAndTheOffsetsInTheNames() throws IOException {
    assertThat(planted.rows()).isEqualTo(plantedAnnounces + 1);
    assertThat(sequences("planted")).hasSize(plantedAnnounces);
    assertThat(offsets("planted/announces")).isEqualTo(plantedAnnounces + 2);
    assertThat(rows("planted/announces")).isEqualTo(plantedAnnounces);
    assertThat(rows("planted/ticks")).isEqualTo(1);
    assertThat(printed.toString(UTF_8))
        .contains("announces: 1,002 offsets of topic announces: 0:0-")
        .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
  }

  @Test
  void rawFilesWithAddressesTurnBackIntoTheRecords() {
    export("turned-back", "announces", SMALL, new Privacy(true, null)).run();

    assertTurnsBack("turned-back", Topics.ANNOUNCES, FoldableArchive::announces);
  }

  @Test
  void rawFilesTurnBackIntoContributionsAndEpisodes() {
    for (int i = 0; i < 200; i++) {
      var contribution = records.contribution();
      written.send(Topics.CONTRIBUTIONS, contribution.getInfoHash().bytes(), contribution);
      var episode = records.episode();
      written.send(Topics.SWARM_EPISODES, episode.getInfoHash().bytes(), episode);
    }
    var topics = List.of("contributions", "swarm-episodes");

    export("derived", topics, SMALL, new Privacy(false, null), FileFormat.PARQUET, Range.ALL).run();

    assertTurnsBack("derived", Topics.CONTRIBUTIONS, FoldableArchive::contributions);
    assertTurnsBack("derived", Topics.SWARM_EPISODES, FoldableArchive::episodes);
    try (var archive = archive("derived")) {
      assertThatThrownBy(archive::announces)
          .hasMessageEndingWith("has no files of topic announces: export the topic into it");
    }
  }

  private FoldableArchive archive(String exported) {
    return FoldableArchive.open(
        folder.path().resolve(exported), "256MiB", folder.path().resolve("duckdb"));
  }

  private void assertTurnsBack(
      String exported, Topic<?, ?> topic, Function<FoldableArchive, FoldableTopic> of) {
    var log = new Log(kafka);
    try (var archive = archive(exported)) {
      var foldable = of.apply(archive);
      for (var range : log.ranges(topic, Range.ALL)) {
        var held = Objects.requireNonNull(foldable.held().get(range.partition()));
        try (var files = foldable.read(range.partition(), held.begin(), held.end());
            var records = log.read(range)) {
          for (var record = records.peek(); record != null; record = records.peek()) {
            records.skip();
            byte[] value = record.value();
            if (value != null && value.length > 3) { // else a damaged one, which no file has
              assertSame(files.peek(), record);
              files.skip();
            }
          }
          assertThat(files.peek()).isNull();
        }
      }
    }
  }

  private static void assertSame(@Nullable LogRecord file, LogRecord record) {
    var again = Objects.requireNonNull(file);
    assertThat(again.partition()).isEqualTo(record.partition());
    assertThat(again.offset()).isEqualTo(record.offset());
    assertThat(again.appendedAtMs()).isEqualTo(record.appendedAtMs());
    if (!SWARM.equals(
        Ids.hex(
            Objects.requireNonNullElse(
                record.key(), new byte[0])))) { // else another than the value has, as planted
      assertThat(again.key()).isEqualTo(record.key());
    }
    assertThat(again.value()).isEqualTo(record.value());
  }

  @Test
  void eachColumnHoldsTheFieldOfItsRecord() throws IOException {
    var privacy = new Privacy(true, null);

    export("raw", List.of("announces"), ANY_SIZE, privacy, FileFormat.NDJSON, Range.ALL).run();

    var rows = new HashMap<Long, Map<String, @Nullable String>>();
    for (var file : files("raw/announces")) {
      for (var line : Files.readAllLines(file)) {
        var row = row(line);
        rows.put(Long.parseLong(String.valueOf(row.get("event_sequence"))), row);
      }
    }
    for (var announced : written.announces()) {
      var row = Objects.requireNonNull(rows.get(announced.getEventId().getSequence()));
      assertThat(row).hasSize(44).isEqualTo(expected(announced, row));
    }
  }

  /** The row that the record must give, as far as it says. */
  private static Map<String, @Nullable String> expected(
      Announced announced, Map<String, @Nullable String> row) {
    var expected = new HashMap<String, @Nullable String>(row);
    for (var column : row.keySet()) {
      if (column.equals("claimed_addresses")) {
        expected.put(column, claimed(announced));
      } else if (!COMPUTED.contains(column)) {
        expected.put(column, text(field(announced, FIELDS.getOrDefault(column, camel(column)))));
      }
    }
    expected.put("client_program", "qB4500");
    return expected;
  }

  private static String claimed(Announced announced) {
    return String.join(
        " ", announced.getClaimedAddresses().stream().map(a -> IpAddress.of(a).text()).toList());
  }

  private static String camel(String column) {
    var words = new StringBuilder();
    for (var word : column.split("_", -1)) {
      words.append(
          words.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return words.toString();
  }

  private static @Nullable Object field(Announced announced, String name) {
    for (SpecificRecord record :
        List.of(announced, announced.getAnswer(), announced.getEventId())) {
      if (record.getSchema().getField(name) != null) {
        var value = record.get(record.getSchema().getField(name).pos());
        return name.endsWith("AtMs") && value instanceof Long ms ? time(ms) : value;
      }
    }
    throw new AssertionError("no field " + name);
  }

  private static LocalDateTime time(long ms) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC);
  }

  private static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Address address -> IpAddress.of(address).text();
      case SpecificFixed id -> Ids.hex(id.bytes());
      case Enum<?> constant -> EnumText.of(constant);
      case LocalDateTime time -> time.format(MILLISECONDS).replaceAll("\\.?0+$", "");
      default -> value.toString();
    };
  }

  @Test
  void aLaterRunGoesOnWhereTheFilesEnd() throws IOException {
    export("continued", "announces", ANY_SIZE, keyed).run();
    int before = sequences("continued").size();
    Path torn = files("continued/announces").getFirst().resolveSibling(".p00-000000009999.part");
    Files.writeString(torn, "PAR1 and then the power failed");
    int later = 2_500 * Written.PARTITIONS; // DuckDB takes 2,048 rows at a time
    written.announces(later);

    var result = export("continued", "announces", ANY_SIZE, keyed).run();

    assertThat(result.rows()).isEqualTo(later);
    assertThat(sequences("continued")).hasSize(before + later);
    assertThat(offsets("continued/announces")).isEqualTo(before + later + 2);
    assertThat(torn).doesNotExist();
    assertThat(export("continued", "announces", ANY_SIZE, keyed).run().files()).isZero();
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    var first =
        files("planted/announces").stream()
            .filter(file -> file.getFileName().toString().startsWith("p00-"))
            .toList();
    var aside = folder.path().resolve("aside.parquet");
    Files.move(first.get(1), aside);

    try {
      assertThatThrownBy(() -> export("planted", "announces", SMALL, keyed).run())
          .isInstanceOf(Fault.class)
          .hasMessageContaining(first.get(0).toString())
          .hasMessageContaining(first.get(2).toString())
          .hasMessageContaining("a file is missing");
    } finally {
      Files.move(aside, first.get(1));
    }
  }

  @Test
  void anotherKeyDoesNotContinueAnArchive() {
    var raw = new Privacy(false, null);

    assertThatThrownBy(() -> export("planted", "announces", ANY_SIZE, raw).run())
        .isInstanceOf(Fault.class)
        .hasMessageContaining("expected parquet files without addresses, ids as in the log");
  }

  @Test
  void aSecondExportIntoAFolderEndsBeforeItTouchesAFile() throws IOException {
    var taken = Files.createDirectory(folder.path().resolve("taken"));

    try (var _ = ArchiveLock.of(taken)) {
      assertThatThrownBy(() -> export("taken", "announces", ANY_SIZE, keyed).run())
          .isInstanceOf(Fault.class)
          .hasMessageContaining("taken is written by another export");
    }
    assertThat(taken.resolve("manifest.json")).doesNotExist();
  }

  @Test
  void aTableNamedTwiceIsExportedOnce() {
    var names = List.of("ticks", "announces", "ticks");

    var result = export("twice", names, ANY_SIZE, keyed, FileFormat.PARQUET, Range.ALL).run();

    assertThat(result.rows()).isEqualTo(written.announces().size() + 1);
  }

  /** Everything as text, in which each value is readable. */
  @ParameterizedTest
  @EnumSource
  void noFileRevealsAnAddressOrAnIdOfTheLog(FileFormat format) throws Exception {
    var all = TopicTables.all(IdForm.RAW, false);
    var names = all.stream().map(table -> table.topic().name()).distinct().toList();
    var exported = "revealing-" + format.extension();

    export(exported, names, ANY_SIZE, keyed, format, plantedRange).run();

    for (var table : all) {
      assertThat(files(exported + "/" + table.name())).as(table.name()).isNotEmpty();
    }
    var text = new StringBuilder();
    for (var file : format == FileFormat.PARQUET ? asText(exported) : files(exported)) {
      text.append(new String(Files.readAllBytes(file), ISO_8859_1));
    }
    var written = text.toString();
    assertThat(written).contains("=cmd|").doesNotContain(CLIENT);
    var secrets = new HashSet<>(plantedSecrets);
    assertThat(secrets).hasSizeGreaterThan(50);
    for (var announced : this.written.announces().subList(0, 100)) {
      assertThat(written.contains(Ids.hex(announced.getInfoHash().bytes()))).isTrue();
      secrets.add(Ids.hex(announced.getClientId().bytes()));
      secrets.add(Ids.hex(announced.getNetworkId().bytes()));
      secrets.add(Ids.hex(announced.getPeerId().bytes()));
      secrets.addAll(spellings(announced.getAddress()));
      announced.getClaimedAddresses().forEach(claimed -> secrets.addAll(spellings(claimed)));
    }
    assertThat(secrets.stream().filter(written::contains)).isEmpty();
  }

  /** An address as text, in hexadecimal digits, and packed. */
  private static List<String> spellings(Address address) {
    byte[] bytes = address.bytes();
    int from = IpAddress.of(address).isIpv4() ? 12 : 0;
    return List.of(
        IpAddress.of(address).text(),
        Ids.hex(bytes).substring(2 * from),
        new String(bytes, from, bytes.length - from, ISO_8859_1) + ",");
  }

  /** Parquet files as another DuckDB reads them, and the others as they are. */
  private List<Path> asText(String exported) throws Exception {
    var texts = new ArrayList<Path>();
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var copy = duckdb.createStatement()) {
      for (var file : files(exported)) {
        if (file.toString().endsWith(".parquet")) {
          var csv = folder.path().resolve("read-%d.csv".formatted(texts.size())).toAbsolutePath();
          copy.execute("COPY (FROM read_parquet('%s')) TO '%s'".formatted(file, csv));
          texts.add(csv);
        } else {
          texts.add(file);
        }
      }
    }
    return texts;
  }

  @Test
  void idsUnderTwoKeysHaveNothingInCommon() throws Exception {
    export("one-key", "announces", ANY_SIZE, keyed).run();
    export("other-key", "announces", ANY_SIZE, new Privacy(false, "cd".repeat(32))).run();

    for (var column : List.of("client_id", "network_id", "peer_id")) {
      var one = values("one-key", column);
      assertThat(one).hasSizeGreaterThan(900);
      assertThat(Collections.disjoint(one, values("other-key", column))).isTrue();
    }
    assertThat(values("one-key", "info_hash")).isEqualTo(values("other-key", "info_hash"));
  }

  @Test
  void aDamagedRecordIsNamedAndTheOthersAreExported() throws IOException {
    assertThat(planted.unreadable()).isEqualTo(1);
    assertThat(Files.readString(folder.path().resolve("planted/unreadable.ndjson")))
        .contains("\"topic\":\"announces\"")
        .contains("not a single-object encoded Avro record");
  }

  @Test
  void tombstonesAreRowsAndCompactedTopicsMayHaveGaps() throws IOException {
    export("torrents", List.of("registrations"), ANY_SIZE, keyed, FileFormat.NDJSON, Range.ALL)
        .run();

    var text = new StringBuilder();
    for (var file : files("torrents/registrations")) {
      text.append(Files.readString(file));
    }
    assertThat(text)
        .contains("\"info_hash\":\"" + TORRENT + "\"")
        .contains("\"deleted\":true")
        .contains("\"allowed\":null");
  }

  @Test
  void aRangeOfTimesHoldsWhatWasAppendedThen() throws Exception {
    var middle = afterNow();
    int before = written.announces().size();
    written.announces(50);
    var range = new Range(new Bound.Time(middle), new Bound.Ends(), null);

    export("later", List.of("announces"), ANY_SIZE, keyed, FileFormat.PARQUET, range).run();

    assertThat(sequences("later"))
        .hasSize(50)
        .allSatisfy(s -> assertThat(s).isGreaterThanOrEqualTo(before));
  }

  /** A time after all that was appended, and before all that will be. */
  private static Instant afterNow() {
    var middle = Instant.now().plusMillis(5);
    while (Instant.now().isBefore(middle.plusMillis(5))) {
      Thread.onSpinWait();
    }
    return middle;
  }

  @Test
  void theManifestNamesColumnsWithUnitsAndOffsets() throws IOException {
    var archive = folder.path().resolve("planted");

    var manifest = Files.readString(archive.resolve("manifest.json"));
    var views = Files.readString(archive.resolve("views.sql"));

    assertThat(manifest)
        .contains("\"name\" : \"uploaded\"")
        .contains("\"unit\" : \"bytes\"")
        .contains("\"addresses\" : false")
        .containsPattern("\"fingerprint\" : \"[0-9a-f]{16}\"")
        .doesNotContain(KEY);
    assertThat(Manifest.read(archive)).isPresent();
    assertThat(views).contains("CREATE VIEW announces AS SELECT * FROM read_parquet(");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(files("planted/announces").getFirst())))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aKeyIsDrawnOnceAndReadByItsOwnerOnly() throws IOException {
    var file = ExportKey.besides(folder.path().resolve("a"));

    var key = ExportKey.in(file);

    assertThat(file).isEqualTo(folder.path().toAbsolutePath().resolve("export-key"));
    assertThat(ExportKey.in(file)).isEqualTo(key).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private Export export(String archive, String name, long fileBytes, Privacy privacy) {
    return export(archive, List.of(name), fileBytes, privacy, FileFormat.PARQUET, Range.ALL);
  }

  private Export export(
      String archive,
      List<String> names,
      long fileBytes,
      Privacy privacy,
      FileFormat format,
      Range range) {
    var options =
        new ExportOptions(
            names,
            folder.path().resolve(archive),
            range,
            format,
            privacy,
            fileBytes,
            "512MiB",
            false);
    return new Export(new Log(kafka), options, new PrintStream(printed, true, UTF_8));
  }

  private List<Path> files(String table) throws IOException {
    try (Stream<Path> files = Files.walk(folder.path().resolve(table))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Rows of all files, as their own statistics count them. */
  private long rows(String table) throws IOException {
    long rows = 0;
    for (var file : files(table)) {
      try (var reader = ParquetFileReader.open(InputFile.of(file))) {
        rows += reader.getFileMetaData().numRows();
      }
    }
    return rows;
  }

  /** Offsets between the names' begins and ends. */
  private long offsets(String table) throws IOException {
    long offsets = 0;
    for (var file : files(table)) {
      var parts = file.getFileName().toString().split("[-.]", -1);
      offsets += Long.parseLong(parts[2]) - Long.parseLong(parts[1]);
    }
    return offsets;
  }

  /** The numbers of the announces in all files; each is there once. */
  private Set<Long> sequences(String archive) throws IOException {
    var sequences = new HashSet<Long>();
    select(archive, "event_sequence", row -> assertThat(sequences.add(row.getLong(1))).isTrue());
    assertThat(sequences).hasSize((int) rows(archive + "/announces"));
    return sequences;
  }

  /** The values of a column of the announces. */
  private Set<String> values(String archive, String column) throws IOException {
    var values = new HashSet<String>();
    select(archive, column + "::VARCHAR", row -> values.add(row.getString(1)));
    return values;
  }

  /** What is done with a row. */
  @FunctionalInterface
  private interface Use {
    void of(ResultSet row) throws SQLException;
  }

  private void select(String archive, String column, Use use) throws IOException {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var select = duckdb.createStatement();
        var row =
            select.executeQuery(
                "SELECT %s FROM read_parquet('%s/%s/announces/*/p*.parquet')"
                    .formatted(column, folder.path().toAbsolutePath(), archive))) {
      while (row.next()) {
        use.of(row);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, @Nullable String> row(String line) throws IOException {
    var row = new HashMap<String, @Nullable String>();
    try (var json = new JsonFactory().createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        row.put(name, json.nextToken() == JsonToken.VALUE_NULL ? null : json.getText());
      }
    }
    return row;
  }
}
