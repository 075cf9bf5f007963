package equilibrium.analyst.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.export.Written;
import equilibrium.analyst.log.Log;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each recipe gives the figures that were planted. */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
class RecipesIT {
  private static final Path RECIPES = Path.of("recipes");
  private static final Path PAGE = Path.of("../docs/analyse/recipes.md");
  private static final String INTRODUCTION =
      """
      # Recipes

      Queries for `equilibrium sql`, each in a file of [analyst/recipes](../../analyst/recipes) and with a
      test. Run one by its file, over the log or with an archive, and change it as you like:

      ```
      ./equilibrium sql analyst/recipes/tiers.sql
      ./equilibrium sql analyst/recipes/tiers.sql --archive archive --format csv > tiers.csv
      ```

      The results below come from the few records that the tests write: two downloads of a hybrid
      torrent, a seeder that comes back, one swarm out of balance, two clients with standings, and two
      findings. This page is written by the tests.
      """;
  private static final long MINUTE_MS = 60_000;
  private static final long DAY_MS = 1_440 * MINUTE_MS;

  /** 2026-11-18 11:00:00 UTC. */
  private static final long HOUR = SampleEvents.NOW - 400_000;

  /** Of the torrent that is downloaded, bytes. */
  private static final long SIZE = 1_500_000_000;

  private static final String SWARM_1 = "01".repeat(20);

  /** What each recipe gives, without the header. */
  private static final Map<String, List<String>> EXPECTED =
      Map.ofEntries(
          Map.entry(
              "load-by-hour.sql",
              List.of(
                  "2026-11-18 11:00:00,qB4500,6,4,50.0,████████████████████████",
                  "2026-11-18 11:00:00,other,1,1,50.0,████",
                  "2026-11-19 11:00:00,other,1,1,50.0,████")),
          Map.entry(
              "seeders-by-tier.sql",
              List.of(
                  "tier-backoff,0,1,2.0,10.0,█████▎",
                  "tier-backoff,3,1,9.0,10.0,████████████████████████")),
          Map.entry(
              "download-time-by-tier.sql",
              List.of(
                  "tier-backoff,0,1,50.0,0.5,████████████████████████",
                  "tier-backoff,3,1,10.0,2.5,████▊")),
          Map.entry("hybrids.sql", List.of(SWARM_1 + "," + "09".repeat(20) + ",2,2")),
          Map.entry(
              "imbalance.sql",
              List.of(
                  SWARM_1 + ",300000000," + "05".repeat(16) + ",400000000,0.8",
                  SWARM_1 + ",300000000," + "06".repeat(16) + ",100000000,0.2")),
          Map.entry("findings.sql", List.of("R1,2,1,1,3.0,true,2.0")),
          Map.entry("early-announces.sql", List.of("other,2,1,0.5", "qB4500,6,0,0.0")),
          Map.entry("swarms-by-need.sql", List.of("2.0,1,2.0,1.0", "0.5,1,1.0,1.0")),
          Map.entry("key-retention.sql", List.of("2026-11-18,3,1,0")),
          Map.entry(
              "tiers.sql",
              List.of(
                  "3,key,1,700.0,400.0,100.0,150.0,50.0,████████████████████████",
                  "1,address,1,200.0,0.0,0.0,150.0,50.0,████████████████████████")),
          Map.entry("transports.sql", List.of("http,ipv4,8,3,0")));

  private final Folder folder = Folder.temporary();
  private Log log;

  @BeforeAll
  void plant(KafkaServer kafka) {
    kafka.empty();
    log = new Log(kafka.settings(Written.PARTITIONS));
    var topics =
        Topics.all().stream()
            .filter(topic -> !topic.equals(Topics.DEAD_LETTERS))
            .toArray(Topic<?, ?>[]::new);
    try (var written = new Written(kafka.settings(Written.PARTITIONS), topics)) {
      announces(written);
      swarms(written);
      clients(written);
    }
  }

  /**
   * Two downloads of 1500 MB, by a client of tier 0 and one of tier 3, of a hybrid torrent, whose
   * other hash their last announces name too; and a seeder that comes back.
   */
  private static void announces(Written written) {
    announce(written, download(0, 2, HOUR).setEvent(AnnounceEvent.STARTED));
    announce(
        written,
        download(0, 2, HOUR + 50 * MINUTE_MS)
            .setEvent(AnnounceEvent.COMPLETED)
            .setLeft(0L)
            .setUploaded(0L)
            .setDownloaded(SIZE));
    announce(written, download(3, 9, HOUR).setEvent(AnnounceEvent.STARTED));
    announce(
        written,
        download(3, 9, HOUR + 10 * MINUTE_MS)
            .setEvent(AnnounceEvent.COMPLETED)
            .setLeft(0L)
            .setUploaded(0L)
            .setDownloaded(SIZE));
    announce(written, otherHash(0, HOUR + 50 * MINUTE_MS + 100));
    announce(written, otherHash(3, HOUR + 10 * MINUTE_MS + 100));
    announce(written, seeder(HOUR, true));
    announce(written, seeder(HOUR + DAY_MS, false));
  }

  private static void announce(Written written, Announced.Builder announced) {
    written.send(Topics.ANNOUNCES, announced.getInfoHash().bytes(), announced.build());
  }

  private static Announced.Builder download(int tier, int seeders, long atMs) {
    byte[] peerId = Arrays.copyOf("-qB4500-".getBytes(US_ASCII), 20);
    peerId[19] = (byte) tier;
    return SampleEvents.announced()
        .setReceivedAtMs(atMs)
        .setPeerId(new PeerId(peerId))
        .setClientId(Ids.clientId(10 + tier))
        .setLeft(SIZE)
        .setAnswer(new Answer(Policy.TIER_BACKOFF, tier, 3, 20, 5, 10, seeders, 1_800, true, 50));
  }

  private static Announced.Builder otherHash(int tier, long atMs) {
    return download(tier, 0, atMs)
        .setInfoHash(Ids.infoHash(9))
        .setLeft(0L)
        .setUploaded(0L)
        .setDownloaded(SIZE);
  }

  private static Announced.Builder seeder(long atMs, boolean inTime) {
    return SampleEvents.announced()
        .setReceivedAtMs(atMs)
        .setLeft(0L)
        .setAnswer(new Answer(Policy.UNGATED, 0, 0, 0, 0, 0, 0, 1_800, inTime, 50));
  }

  private static void swarms(Written written) {
    written.send(
        Topics.SWARM_BALANCES,
        Ids.infoHash(1).bytes(),
        new SwarmBalance(
            Ids.infoHash(1),
            new Position(0, 0L),
            HOUR,
            500_000_000L,
            200_000_000L,
            0L,
            300_000_000L,
            null,
            1,
            1,
            0,
            0L,
            1_000L));
    contribution(written, 5, 400_000_000L, 0);
    contribution(written, 6, 100_000_000L, 0);
    written.send(
        Topics.CONTRIBUTIONS,
        Ids.infoHash(1).bytes(),
        SampleEvents.contribution()
            .setClientId(Ids.clientId(5))
            .setSecondsSeeded(7_200)
            .setSecondsCredited(3_600)
            .setNeed(2_048)
            .build());
    contribution(written, 6, 0, 3_600);
  }

  private static void contribution(Written written, int client, long uploaded, long seconds) {
    written.send(
        Topics.CONTRIBUTIONS,
        Ids.infoHash(1).bytes(),
        SampleEvents.contribution()
            .setClientId(Ids.clientId(client))
            .setUploaded(uploaded)
            .setSecondsSeeded(seconds)
            .setSecondsCredited(seconds)
            .setNeed(512)
            .build());
  }

  private static void clients(Written written) {
    standing(written, 5, Identity.KEY, 3, new ScoreParts(400, 100, 150, 50));
    standing(written, 6, Identity.ADDRESS, 1, new ScoreParts(0, 0, 150, 50));
    finding(written, "C-1", 2_000);
    finding(written, "C-2", 4_000);
  }

  private static void standing(
      Written written, int client, Identity identity, int tier, ScoreParts parts) {
    int score =
        parts.getRecentSeedingSize()
            + parts.getAverageSeedingSize()
            + parts.getSeedingTime()
            + parts.getRatio();
    written.send(
        Topics.CLIENT_STANDINGS,
        Ids.clientId(client).bytes(),
        ClientStanding.newBuilder()
            .setClientId(Ids.clientId(client))
            .setIdentity(identity)
            .setAtMs(HOUR)
            .setFirstSeenAtMs(HOUR)
            .setScore(score)
            .setParts(parts)
            .setTier(tier)
            .setWhy("planted")
            .setRulesVersion(3)
            .setCutsEpoch(1L)
            .setSums(List.of())
            .build());
  }

  private static void finding(Written written, String caseId, int weight) {
    written.send(
        Topics.ANOMALIES,
        Ids.clientId(5).bytes(),
        Anomaly.newBuilder()
            .setCaseId(caseId)
            .setRule("R1")
            .setRulesVersion(1)
            .setClientId(Ids.clientId(5))
            .setIdentity(Identity.KEY)
            .setInfoHash(Ids.infoHash(1))
            .setPeerIds(List.of())
            .setSinceMs(HOUR)
            .setDecidedAtMs(HOUR)
            .setObserved(2)
            .setThreshold(1)
            .setWeight(weight)
            .setConfidence(0.5)
            .setNumbers(Map.of("seconds", 1.0))
            .setEvents(List.of(new Position(0, 1L), new Position(0, 2L)))
            .setSourceVerified(true)
            .setShadow(true)
            .setSummary("planted")
            .build());
  }

  @AfterAll
  void delete() throws IOException {
    folder.close();
  }

  static List<String> recipes() throws IOException {
    try (var files = Files.list(RECIPES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeGivesThePlantedFigures(String recipe) throws IOException {
    var lines = run(Files.readString(RECIPES.resolve(recipe)));

    assertThat(lines.subList(1, lines.size()))
        .containsExactlyElementsOf(EXPECTED.getOrDefault(recipe, List.of("no expectation")));
  }

  @Test
  void everyExpectationHasItsRecipe() throws IOException {
    assertThat(recipes()).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
  }

  /** {@code -Dequilibrium.rewrite=true} writes the page. */
  @Test
  void thePageShowsEachRecipeWithItsResult() throws IOException {
    var page = new StringBuilder(INTRODUCTION);
    for (var recipe : recipes()) {
      page.append(section(recipe, Files.readString(RECIPES.resolve(recipe)).strip()));
    }

    if (Boolean.getBoolean("equilibrium.rewrite")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  /** The question, which the query's first line is, the query, and what it gives here. */
  private String section(String recipe, String text) {
    int end = text.indexOf('\n');
    var question = text.substring(0, end).replaceFirst("^-- ", "");
    var query = text.substring(end + 1);
    var result = String.join("\n", run(query, OutputFormat.TABLE));
    return "\n## %s\n\n%s\n\n```sql\n%s\n```\n\n```\n%s\n```\n"
        .formatted(recipe, question, query, result);
  }

  private List<String> run(String statements) {
    return run(statements, OutputFormat.CSV);
  }

  private List<String> run(String statements, OutputFormat format) {
    var temporary = folder.path().resolve("temporary");
    var options = new SqlOptions(null, null, false, true, "256MiB", temporary, format, null, null);
    var printed = new ByteArrayOutputStream();
    var nowhere = new PostgresSettings("jdbc:postgresql://127.0.0.1:1/none", Map.of());
    new Sql(
            options,
            new PrintStream(printed, true, UTF_8),
            new PrintStream(new ByteArrayOutputStream()))
        .run(statements, log, nowhere);
    return printed.toString(UTF_8).lines().map(String::stripTrailing).toList(); // bars are padded
  }
}
