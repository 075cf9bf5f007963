package equilibrium.analyst.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.log.AnnouncedLog;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.replay.Announces;
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
import java.util.ArrayList;
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
    var out = new ByteArrayOutputStream();
    var options =
        new WhatIf.Options(TimeScale.REAL, folder.path().resolve("temporary"), true, 50, least);
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    new WhatIf(
            new Announces(log, archive),
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

  @Test
  @Order(6)
  void ofAForgottenBeginningNeitherSideCountsUnlessAnArchiveHasIt() throws Exception {
    var whole = ask("version = 1000", Depth.ANNOUNCES);
    var raw = export();
    announced.forgetHalf(List.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS));

    var unchanged = ask("version = 1000", Depth.CONTRIBUTIONS);
    var folded = ask("version = 1000", Depth.ANNOUNCES);

    assertThat(unchanged)
        .containsPattern("contributions begin at offset \\d+ of partition 0: what is older counts")
        .contains("sums of 0 of 10 clients are those in force")
        .contains("clients whose tier changes: 0 ");
    assertThat(folded)
        .containsPattern("announces begin at offset \\d+ of partition 0: what is older counts")
        .contains("clients whose tier changes: 0 ");
    archive = FoldableArchive.open(raw, "256MiB", folder.path().resolve("duckdb"));
    assertThat(ask("version = 1000", Depth.ANNOUNCES)).isEqualTo(whole);
    assertThat(ask("version = 1000", Depth.CONTRIBUTIONS))
        .contains("the archive is not read: --depth 3 folds its announces");
  }

  private Path export() {
    var options =
        new ExportOptions(
            List.of("announces"),
            folder.path().resolve("raw"),
            Range.ALL,
            FileFormat.PARQUET,
            new Privacy(false, null),
            1 << 20,
            "256MiB",
            true);
    new Export(log, options, new PrintStream(OutputStream.nullOutputStream(), true, UTF_8)).run();
    return options.folder();
  }
}
