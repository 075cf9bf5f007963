package equilibrium.analyst.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.export.Written;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.projector.Migrations;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
class SqlIT {
  private static final String KEY = "cd".repeat(32);
  private static final int ARCHIVED = 300;
  private static final int MOMENTS = 20;
  private static final int LATER = 200;

  private final Folder folder = Folder.temporary();
  private final Path archive = folder.path().resolve("archive");
  private PostgresSettings analyst;
  private final List<Moment> moments = new ArrayList<>();
  private Log log;
  private String swarm;

  /** A time, and what was in force then. */
  private record Moment(Instant at, long uploaded) {}

  @BeforeAll
  void writeAnArchiveAndMore(KafkaServer kafka, PostgresServer postgres) throws SQLException {
    kafka.empty();
    log = new Log(kafka.settings(Written.PARTITIONS));
    analyst = migrated(postgres);
    try (var written =
        new Written(
            kafka.settings(Written.PARTITIONS),
            Topics.all().stream()
                .filter(topic -> !topic.equals(Topics.DEAD_LETTERS))
                .toArray(Topic<?, ?>[]::new))) {
      written.announces(ARCHIVED);
      export(archive, "announces", FileFormat.PARQUET);
      written.announces(LATER);
      written.send(Topics.CLIENT_STANDINGS, Ids.clientId(3).bytes(), standing(100));
      written.send(Topics.CLIENT_STANDINGS, Ids.clientId(3).bytes(), standing(200));
      noteBalances(written);
      written.send(Topics.INTERVENTIONS, new byte[36], null); // or no file has this topic
      swarm = equilibrium.schemas.Ids.hex(written.announces().getLast().getInfoHash().bytes());
    }
  }

  /** Balances of a swarm, and a moment after each. */
  private void noteBalances(Written written) {
    for (long uploaded = 1; uploaded <= MOMENTS; uploaded++) {
      written.send(Topics.SWARM_BALANCES, Ids.infoHash(1).bytes(), balance(uploaded));
      var sent = Instant.now().plusMillis(2);
      while (Instant.now().isBefore(sent)) {
        Thread.onSpinWait();
      }
      moments.add(new Moment(sent, uploaded));
      while (Instant.now().isBefore(sent.plusMillis(2))) {
        Thread.onSpinWait();
      }
    }
  }

  private static SwarmBalance balance(long uploaded) {
    return SwarmBalance.newBuilder()
        .setInfoHash(Ids.infoHash(1))
        .setSource(new Position(0, uploaded))
        .setAtMs(SampleEvents.NOW)
        .setUploaded(uploaded)
        .setDownloaded(0)
        .setDiscarded(0)
        .setImbalance(uploaded)
        .setSeeders(1)
        .setLeechers(0)
        .setPartialSeeders(0)
        .setCompleted(0)
        .setSizeBytes(0)
        .build();
  }

  private static PostgresSettings migrated(PostgresServer postgres) throws SQLException {
    var superuser = postgres.fresh();
    Migrations.apply(superuser);
    try (var connection = superuser.connect("test");
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO projected_offsets (topic, partition, next_offset)"
              + " VALUES ('announces', 0, 42)");
      statement.execute("ALTER ROLE analyst PASSWORD 'analyst'");
    }
    return superuser.as("analyst", "analyst");
  }

  private static ClientStanding standing(int score) {
    return ClientStanding.newBuilder()
        .setClientId(Ids.clientId(3))
        .setIdentity(Identity.KEY)
        .setAtMs(SampleEvents.NOW)
        .setFirstSeenAtMs(SampleEvents.NOW)
        .setScore(score)
        .setParts(new ScoreParts(score, 0, 0, 0))
        .setTier(1)
        .setWhy("a test")
        .setRulesVersion(3)
        .setCutsEpoch(1L)
        .setSums(List.of())
        .build();
  }

  private void export(Path to, String topic, FileFormat format) {
    var options =
        new ExportOptions(
            List.of(topic),
            to,
            Range.ALL,
            format,
            new Privacy(false, KEY),
            128L << 20,
            "256MiB",
            true);
    var _ = new Export(log, options, System.err).run();
  }

  @AfterAll
  void delete() throws IOException {
    folder.close();
  }

  @Test
  void aTopicIsAView() {
    assertThat(csv("SELECT count(*) AS n, count(DISTINCT event_sequence) AS d FROM announces"))
        .containsExactly("n,d", "500,500");
  }

  @Test
  void aTopicIsReadByTimeAndBySwarm() {
    assertThat(csv("SELECT count(*) FROM announces(since := '-1h')").getLast()).isEqualTo("500");
    assertThat(csv("SELECT count(*) FROM announces(until := '-1h')").getLast()).isEqualTo("0");
    assertThat(
            csv("SELECT info_hash, event_sequence FROM announces(swarm := '%s')".formatted(swarm)))
        .containsExactly("info_hash,event_sequence", swarm + ",499");
    assertThatThrownBy(() -> csv("SELECT * FROM announces(since := 'yesterday')"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("since is yesterday, expected a time");
    assertThatThrownBy(() -> csv("SELECT * FROM standings(swarm := '%s')".formatted(swarm)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("topic client-standings is not keyed by swarm");
    assertThatThrownBy(() -> csv("SELECT * FROM annonces"))
        .isInstanceOf(Fault.class)
        .hasMessage(
            "Catalog Error: Table with name annonces does not exist! Did you mean \"announces\"?");
  }

  @Test
  void anArchiveAndWhatCameAfterItAreOneTable() {
    var withArchive = options(archive, KEY, false, false, null);

    var counts =
        run(
            withArchive,
            "SELECT count(*), count(DISTINCT event_sequence), sum(length(client_id)) FROM"
                + " announces");
    var files = run(options(archive, null, true, false, null), "SELECT count(*) FROM announces");

    assertThat(counts.getLast()).isEqualTo("500,500,16000");
    assertThat(files.getLast()).isEqualTo(Integer.toString(ARCHIVED));
  }

  /** The swarm's id is all digits, and begins with a zero. */
  @ParameterizedTest
  @EnumSource(names = {"CSV", "NDJSON"})
  void anArchiveOfTextHasTheTypesOfItsTable(FileFormat format) {
    var folderOfText = folder.path().resolve(format.extension());
    export(folderOfText, "swarm-balances", format);

    var rows =
        run(
            options(folderOfText, KEY, true, false, null),
            "SELECT info_hash, typeof(info_hash) AS a, max(uploaded) AS b, typeof(max(appended_at))"
                + " AS c FROM balances GROUP BY ALL");

    assertThat(rows)
        .containsExactly("info_hash,a,b,c", "01".repeat(20) + ",VARCHAR," + MOMENTS + ",TIMESTAMP");
  }

  @Test
  void anArchiveUnderAnotherKeyIsNotMixedWithTheTopics() {
    var other = options(archive, "ee".repeat(32), false, false, null);

    assertThatThrownBy(() -> run(other, "SELECT 1"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("the archive's ids are under key");
  }

  @Test
  void postgresqlIsASchema() {
    assertThat(csv("SELECT topic, partition, next_offset FROM pg.projected_offsets"))
        .containsExactly("topic,partition,next_offset", "announces,0,42");
    assertThat(csv("SELECT count(*) FROM pg.client_standings").getLast()).isEqualTo("0");
  }

  @Test
  void theLastRecordBeforeATimeIsInForceThen() {
    assertThat(csv("SELECT score FROM standings_asof(now()::TIMESTAMP + INTERVAL 1 DAY)"))
        .containsExactly("score", "200");
    assertThat(csv("SELECT score FROM standings_asof('2020-01-01')")).containsExactly("score");
  }

  @Test
  void whatWasInForceAtATimeIsTheLastRecordBeforeIt() {
    var swarm = Ids.infoHash(1);
    var subject = Subject.parse("swarm", equilibrium.schemas.Ids.hex(swarm.bytes()));

    for (var moment : moments) {
      assertThat(asOf(moment.at(), subject))
          .containsPattern("uploaded +" + moment.uploaded() + "\\n")
          .contains("the last 10 announces before");
    }
    var files = folder.path().resolve("as-of");
    for (var topic : List.of("announces", "interventions", "swarm-balances")) {
      export(files, topic, FileFormat.PARQUET);
    }
    var filesOnly = options(files, KEY, true, false, null);
    for (var moment : moments) {
      assertThat(asOf(filesOnly, moment.at(), subject))
          .containsPattern("uploaded +" + moment.uploaded() + "\\n");
    }
    assertThat(asOf(moments.getFirst().at().minusSeconds(3_600), subject))
        .contains("the oldest record left is of 20")
        .contains("only an archive (--archive) can know what was before");
    assertThat(asOf(Instant.now(), Subject.parse("client", "ff".repeat(16))))
        .contains("nothing is known, of any time");
    assertThat(asOf(Instant.now(), Subject.parse("cuts", null))).startsWith("cuts\n");
  }

  private String asOf(Instant time, Subject subject) {
    return asOf(options(null, null, false, false, null), time, subject);
  }

  private String asOf(SqlOptions options, Instant time, Subject subject) {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, UTF_8);
    new AsOf(options, time, out, System.err).run(subject, log, analyst);
    return printed.toString(UTF_8);
  }

  @Test
  void safeStatementsReachNoOtherFile() throws IOException {
    var secret = folder.path().resolve("secret.csv");
    Files.writeString(secret, "a\n1\n");
    var safe = options(archive, KEY, false, true, null);

    assertThat(run(safe, "SELECT count(*) FROM announces").getLast()).isEqualTo("500");
    assertThatThrownBy(() -> run(safe, "SELECT * FROM read_csv('%s')".formatted(secret)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("Permission Error");
    assertThatThrownBy(() -> run(safe, "SET enable_external_access = true"))
        .isInstanceOf(Fault.class);
    var planted = archive.toAbsolutePath().resolve("planted.csv");
    assertThatThrownBy(() -> run(safe, "COPY (SELECT 1) TO '%s'".formatted(planted)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("--safe takes queries only");
    assertThat(planted).doesNotExist();
    assertThat(csv("SELECT * FROM read_csv('%s')".formatted(secret.toAbsolutePath())))
        .containsExactly("a", "1");
  }

  @Test
  void aResultIsAFileWhenItIsWhole() {
    var file = folder.path().resolve("result.parquet");
    var toFile = options(null, null, false, true, file);

    run(toFile, "SELECT tier, count(*) AS n FROM announces GROUP BY tier");

    assertThat(csv("SELECT sum(n) FROM '%s'".formatted(file.toAbsolutePath())).getLast())
        .isEqualTo("500");
    assertThat(file.resolveSibling(".result.parquet.part")).doesNotExist();
  }

  @Test
  void aChartHasABarForEachRowWithLabelsAndTitle() throws IOException {
    var file = folder.path().resolve("chart.svg");

    draw(
        """
        -- Minutes & <more>
        SELECT * FROM (VALUES ('a', 0, 7::BIGINT, 40.0), ('a', 3, 5, 10.0), ('b', 0, 2, NULL))
          t(policy, tier, downloads, minutes);
        """,
        null,
        file);

    var svg = Files.readString(file);
    assertThat(svg)
        .contains("<title>Minutes &amp; &lt;more&gt;</title>", ">policy, tier<", ">minutes<")
        .contains(">a  0<", ">a  3<", ">b  0<", ">40<", ">10<", ">none<")
        .contains("prefers-color-scheme: dark");
    assertThat(widths(svg)).containsExactly(440.0, 110.0);
    assertThat(file.resolveSibling(".chart.svg.part")).doesNotExist();
  }

  @Test
  void aChartShowsTheNumberThatIsNamedAndItsFirstRows() throws IOException {
    var file = folder.path().resolve("chosen.svg");

    draw("SELECT 'x' || i AS name, i - 100 AS n, 1.5 AS m FROM range(200) t(i)", "n", file);

    assertThat(widths(Files.readString(file))).hasSize(100);
    assertThat(Files.readString(file)).contains("only the first 100 rows", ">-100<", "<title>n<");
  }

  @Test
  void aChartOfWhatIsNoNumberIsAFault() {
    var file = folder.path().resolve("none.svg");

    assertThatThrownBy(() -> draw("SELECT 'a' AS name, now() AS t", null, file))
        .isInstanceOf(Fault.class)
        .hasMessage("the result has no number to draw: its columns are [name, t]");
    assertThatThrownBy(() -> draw("SELECT 'a' AS name, 1 AS n", "name", file))
        .isInstanceOf(Fault.class)
        .hasMessage("--bars is name, which is VARCHAR, expected a number");
    assertThatThrownBy(() -> draw("SELECT 'a' AS name, 1 AS n", "m", file))
        .isInstanceOf(Fault.class)
        .hasMessage("--bars is m, expected one of [name, n]");
    assertThat(file).doesNotExist();
  }

  private void draw(String statements, @Nullable String bars, Path file) {
    var temporary = folder.path().resolve("temporary");
    var options =
        new SqlOptions(null, null, false, true, "256MiB", temporary, OutputFormat.SVG, bars, file);
    run(options, statements);
  }

  private static List<Double> widths(String svg) {
    return Pattern.compile("class=\"bar\".* width=\"([0-9.]+)\"")
        .matcher(svg)
        .results()
        .map(found -> Double.valueOf(found.group(1)))
        .toList();
  }

  @Test
  void aTextThatASpreadsheetWouldRunIsHarmless() {
    assertThat(csv("SELECT '=1+1' AS a, -1 AS b")).containsExactly("a,b", "'=1+1,-1");
  }

  private List<String> csv(String statements) {
    return run(options(null, null, false, false, null), statements);
  }

  private SqlOptions options(
      @Nullable Path from,
      @Nullable String key,
      boolean isFilesOnly,
      boolean isSafe,
      @Nullable Path out) {
    var format = out == null ? OutputFormat.CSV : OutputFormat.PARQUET;
    var temporary = folder.path().resolve("temporary");
    return new SqlOptions(from, key, isFilesOnly, isSafe, "256MiB", temporary, format, null, out);
  }

  private List<String> run(SqlOptions options, String statements) {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, UTF_8);
    new Sql(options, out, System.err).run(statements, log, analyst);
    return printed.toString(UTF_8).lines().toList();
  }
}
