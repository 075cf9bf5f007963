package equilibrium.analyst.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.log.AnnouncedLog;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.table.Pseudonyms;
import equilibrium.analyst.whatif.Question.Depth;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.EventId;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.testing.Await;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Scoring folds a log on a broker; then other rules are asked about. The last test deletes records.
 */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WhatIfIT {
  private static final int PARTITIONS = 3;
  private static final int SWARMS = 5;
  private static final int SESSIONS = 20;
  private static final int CLIENTS = SESSIONS / 2;
  private static final int MINUTES = 300;
  private static final int STEP = 10;
  private static final long MINUTE_MS = 60_000;
  private static final long MB = 1_000_000;
  private static final String KEY = "ab".repeat(32);

  /** Of client 0; it claims 200 MB/s. */
  private static final int LOUD = 1;

  private static final AnomalyConfig DETECTION =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));

  private final Folder folder = Folder.temporary();
  private final long beganMs = System.currentTimeMillis() - (MINUTES + 10) * MINUTE_MS;
  private AnnouncedLog announced;
  private Log log;
  private long sequence;
  private @Nullable FoldableArchive archive;

  @BeforeAll
  void foldALog(KafkaServer server) {
    announced = new AnnouncedLog(server, PARTITIONS);
    log = announced.log();
    for (int minute = 0; minute <= MINUTES; minute += STEP) {
      for (int session = 0; session < SESSIONS; session++) {
        if (minute < MINUTES / 2 || session % SWARMS > 1) { // the episodes of two swarms end
          announce(session, minute);
        }
      }
      announced.tick(beganMs + minute * MINUTE_MS);
      announced.flush();
    }
    var application = "whatif-" + folder.path().getFileName(); // groups outlive topics
    try (var _ = announced.score(application, folder.path())) {
      Await.until("all is folded", () -> isFolded());
    }
  }

  /** Whether all clients have standings, with the sums of all announces. */
  private boolean isFolded() {
    var question = new Question(inForce(), inForce());
    return new StandingsInForce(log, question).active().size() == CLIENTS
        && ask("version = 1000", Depth.ANNOUNCES).contains("sums of 10 of 10 clients are those");
  }

  private void announce(int session, int minute) {
    boolean seeds = session % 3 == 0 || session == LOUD;
    long mb = session == LOUD ? 12_000L * minute : (session + 1) * 7L * minute;
    announced.announce(
        SampleEvents.announced()
            .setEventId(new EventId(1L, beganMs, sequence++))
            .setReceivedAtMs(beganMs + minute * MINUTE_MS + session)
            .setInfoHash(Ids.infoHash(session % SWARMS))
            .setPeerId(Ids.peerId(session))
            .setClientId(Ids.clientId(session / 2))
            .setNetworkId(Ids.clientId(100 + session))
            .setEvent(minute == 0 ? AnnounceEvent.STARTED : AnnounceEvent.NONE)
            .setUploaded(mb * MB)
            .setDownloaded(seeds ? 0L : 10 * MB * minute)
            .setLeft(seeds ? 0L : 10 * MB * (MINUTES - minute))
            .setSessionStartedAtMs(beganMs)
            .build());
  }

  private static Rules inForce() {
    return new Rules(ScoringRules.V3, DETECTION);
  }

  /** What the command prints. */
  private String ask(String file, Depth least) {
    return ask(file, least, null);
  }

  private String ask(String file, Depth least, WhatIf.@Nullable Files files) {
    var out = new ByteArrayOutputStream();
    var options =
        new WhatIf.Options(
            TimeScale.REAL, folder.path().resolve("temporary"), true, 50, least, files);
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    new WhatIf(
            new Records(log, archive),
            new Question(inForce(), rules(file)),
            options,
            new PrintStream(out, true, UTF_8),
            nowhere)
        .run();
    return out.toString(UTF_8);
  }

  private Rules rules(String text) {
    try {
      return Rules.read(Files.writeString(folder.path().resolve("rules.toml"), text), DETECTION);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The comparison of standings alone. */
  private static String standings(String printed) {
    return printed
        .lines()
        .dropWhile(line -> !line.startsWith("clients that announced"))
        .takeWhile(line -> !line.startsWith("findings"))
        .collect(Collectors.joining("\n"));
  }

  /** Findings before and after; clients before, after, both, only before and only after. */
  private static List<Integer> counts(String rule, String printed) {
    var line =
        Pattern.compile(rule + " +(\\d+) +(\\d+) \\| (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)")
            .matcher(printed);
    assertThat(line.find()).as(printed).isTrue();
    var counts = new ArrayList<Integer>();
    for (int group = 1; group <= line.groupCount(); group++) {
      counts.add(Integer.parseInt(line.group(group)));
    }
    return counts;
  }

  @AfterAll
  void close() throws IOException {
    if (archive != null) {
      archive.close();
    }
    announced.close();
    folder.close();
  }

  @Test
  @Order(1)
  void unchangedRulesMoveNobodyAtAnyDepth() {
    for (var depth : Depth.values()) {
      var printed = ask("version = 1000", depth);

      assertThat(printed)
          .startsWith("rules 1000 against 3 in force\ndepth " + depth.number())
          .contains("clients that announced in the last week: 10")
          .contains("clients whose tier changes: 0 (0.0 %); Kendall's tau of the scores: 1.000")
          .contains("no score rises", "no score falls");
      assertThat(printed.contains("sums of 10 of 10 clients are those in force"))
          .isEqualTo(depth != Depth.SUMS);
    }
    var counts = counts("R1", ask("version = 1000", Depth.ANNOUNCES));
    assertThat(counts.getFirst()).isPositive();
    assertThat(counts).isEqualTo(List.of(counts.get(0), counts.get(0), 1, 1, 1, 0, 0));
  }

  /** On a whole log. */
  @Test
  @Order(2)
  void allDepthsTellTheSameOfAnotherWeight() {
    var file = "version = 1000\nscore.seeding-time = 50\nscore.ratio = 400";

    var bySums = ask(file, Depth.SUMS);

    assertThat(bySums).contains("depth 1 of 3: the sums in client-standings show");
    assertThat(standings(bySums)).contains("scores that rise most:");
    for (var depth : List.of(Depth.CONTRIBUTIONS, Depth.ANNOUNCES)) {
      assertThat(standings(ask(file, depth))).isEqualTo(standings(bySums));
    }
  }

  @Test
  @Order(3)
  void otherHalfLivesAndWorthAreToldByContributionsAsByAnnounces() {
    var file =
        "version = 1000\nhalf-lives.recent = '2h'\nworth.most-need = 0.5\nswarms.held='1GiB'";

    var printed = ask(file, Depth.SUMS);

    assertThat(printed)
        .contains("depth 2 of 3: half-lives, swarms, worth: contributions show what that does")
        .contains("scores that fall most:");
    assertThat(standings(printed)).isEqualTo(standings(ask(file, Depth.ANNOUNCES)));
  }

  /** Announces come every ten minutes. */
  @Test
  @Order(4)
  void otherSessionsAreToldByAnnounces() {
    var printed = ask("version = 1000\nsessions.seeded = '5m'", Depth.SUMS);

    assertThat(printed)
        .contains("depth 3 of 3: sessions: only announces show what that does")
        .contains("sums of 10 of 10 clients are those in force")
        .contains("no score rises", "scores that fall most:");
  }

  @Test
  @Order(5)
  void otherThresholdsFindOthers() {
    var stricter = ask("version = 1000\nanomaly.R1.softBytesPerSecond = 500000000", Depth.SUMS);
    var looser =
        ask(
            "version = 1000\nanomaly.R1.softBytesPerSecond = 1000\nanomaly.R1.leastBytes = 1000",
            Depth.SUMS);

    assertThat(stricter)
        .contains("depth 3 of 3: anomaly.R1: only announces show what that does")
        .contains("no score rises", "no score falls")
        .contains("found only before: 1, of which 1 to judge by hand:")
        .contains("client " + "00".repeat(16));
    assertThat(counts("R1", stricter).subList(1, 7)).isEqualTo(List.of(0, 1, 0, 0, 1, 0));
    assertThat(counts("R1", looser).subList(2, 7)).isEqualTo(List.of(1, 10, 1, 0, 9));
  }

  /** Client 0 is found on both sides, and nine others only after. */
  @Test
  @Order(6)
  void allThatIsComparedIsWritten() throws Exception {
    var results = folder.path().resolve("results");
    var files = new WhatIf.Files(results, new Privacy(false, KEY), "256MiB");
    var looser =
        "version = 1000\nscore.seeding-time = 50\nscore.ratio = 400\n"
            + "anomaly.R1.softBytesPerSecond = 1000\nanomaly.R1.leastBytes = 1000";

    var printed = ask(looser, Depth.SUMS, files);

    assertThat(
            select(
                "SELECT count(*), count(DISTINCT client_id) FROM '%s/whatif_clients.parquet'",
                results))
        .isEqualTo("10 10");
    var client = new Pseudonyms(HexFormat.of().parseHex(KEY)).id(Ids.clientId(3));
    var row =
        select(
            "SELECT score_before, score_after, tier_before, tier_after, why_before, why_after FROM"
                + " '%s/whatif_clients.parquet' WHERE client_id = '"
                + client
                + "'",
            results);
    var line =
        printed.lines().filter(each -> each.startsWith("03".repeat(16))).findFirst().orElseThrow();
    assertThat(line.replaceAll("->|tier", " ").replaceAll(" +", " "))
        .isEqualTo("03".repeat(16) + " " + row);
    assertThat(
            select(
                "SELECT sum(recent_seeding_size_after + average_seeding_size_after"
                    + " + seeding_time_after + ratio_after - score_after) FROM"
                    + " '%s/whatif_clients.parquet'",
                results))
        .isEqualTo("0");
    assertThat(
            select(
                "SELECT found || ':' || count(*) || ':' || sum(findings_before > 0)::INT || ':'"
                    + " || count(decided_at_after) FROM '%s/whatif_findings.parquet'"
                    + " WHERE rule = 'R1' GROUP BY found ORDER BY found",
                results))
        .isEqualTo("after:9:0:9\nboth:1:1:1");
    assertThat(Files.readString(results.resolve("manifest.json")))
        .contains("\"depth\" : \"3\"", "\"points, 0 to 1000\"", "\"rows\" : 10")
        .doesNotContain(KEY);
    assertThatThrownBy(() -> ask(looser, Depth.SUMS, files))
        .hasMessageEndingWith("has a manifest.json, of a result or an export: name another folder");
  }

  /** Detection is not compared at depth 1, and ids are as in the log. */
  @Test
  @Order(6)
  void aRunThatWasKilledIsReplaced() throws Exception {
    var results = Files.createDirectory(folder.path().resolve("killed"));
    for (var name : List.of("whatif_clients.parquet", ".whatif_clients.part")) {
      Files.writeString(results.resolve(name), "PAR1 and then the power failed");
    }

    var _ =
        ask(
            "version = 1000",
            Depth.SUMS,
            new WhatIf.Files(results, new Privacy(false, null), "256MiB"));

    assertThat(select("SELECT count(*), min(client_id) FROM '%s/whatif_clients.parquet'", results))
        .isEqualTo("10 " + "00".repeat(16));
    try (var names = Files.list(results)) {
      assertThat(names.map(name -> name.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "manifest.json", "whatif_clients.parquet");
    }
  }

  /** Rows as lines, values with a blank between them. */
  private static String select(String query, Path results) throws SQLException {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var select = duckdb.createStatement();
        var rows = select.executeQuery(query.formatted(results.toAbsolutePath()))) {
      var lines = new ArrayList<String>();
      while (rows.next()) {
        var values = new ArrayList<String>();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          values.add(String.valueOf(rows.getString(column)));
        }
        lines.add(String.join(" ", values));
      }
      return String.join("\n", lines);
    }
  }

  @Test
  @Order(7)
  void ofAForgottenBeginningNeitherSideCountsUnlessAnArchiveHasIt() throws Exception {
    var halved = "version = 1000\nhalf-lives.recent = '2h'";
    var whole = ask("version = 1000", Depth.ANNOUNCES);
    var ofContributions = ask(halved, Depth.CONTRIBUTIONS);
    var raw = export("raw", List.of("announces"));
    var derived = export("derived", List.of("contributions", "swarm-episodes"));
    announced.forgetHalf(List.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS, Topics.SWARM_EPISODES));

    var unchanged = ask("version = 1000", Depth.CONTRIBUTIONS);
    var folded = ask("version = 1000", Depth.ANNOUNCES);

    assertThat(unchanged)
        .containsPattern("contributions begin at offset \\d+ of partition 0: what is older counts")
        .contains("sums of 0 of 10 clients are those in force")
        .contains("clients whose tier changes: 0 ");
    assertThat(folded)
        .containsPattern("announces begin at offset \\d+ of partition 0: what is older counts")
        .contains("clients whose tier changes: 0 ");
    open(raw);
    assertThat(ask("version = 1000", Depth.ANNOUNCES)).isEqualTo(whole);
    assertThat(ask("version = 1000", Depth.SUMS))
        .contains("the archive is not read: --depth 2 or 3 fold its records");
    assertThatThrownBy(() -> ask(halved, Depth.CONTRIBUTIONS))
        .hasMessageEndingWith("has no files of topic contributions: export the topic into it");
    open(derived);
    assertThat(ask(halved, Depth.CONTRIBUTIONS)).isEqualTo(ofContributions);
    assertThatThrownBy(() -> ask(halved, Depth.ANNOUNCES))
        .hasMessageEndingWith("has no files of topic announces: export the topic into it");
  }

  private void open(Path exported) {
    if (archive != null) {
      archive.close();
    }
    archive = FoldableArchive.open(exported, "256MiB", folder.path().resolve("duckdb"));
  }

  private Path export(String name, List<String> topics) {
    var options =
        new ExportOptions(
            topics,
            folder.path().resolve(name),
            Range.ALL,
            FileFormat.PARQUET,
            new Privacy(false, null),
            4_000, // several files
            "256MiB",
            true);
    new Export(log, options, new PrintStream(OutputStream.nullOutputStream(), true, UTF_8)).run();
    return options.folder();
  }
}
