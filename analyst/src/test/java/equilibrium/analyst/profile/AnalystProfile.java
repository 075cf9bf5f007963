package equilibrium.analyst.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.replay.Replay;
import equilibrium.analyst.sql.OutputFormat;
import equilibrium.analyst.sql.Sql;
import equilibrium.analyst.sql.SqlOptions;
import equilibrium.analyst.whatif.Question;
import equilibrium.analyst.whatif.Question.Depth;
import equilibrium.analyst.whatif.Rules;
import equilibrium.analyst.whatif.WhatIf;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.testing.Folder;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * What the commands cost, in CPU time of this process. With an embedded Kafka the broker's is among
 * it. Not part of the suite; {@code -Danalyst.announces=100000} makes it shorter.
 */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AnalystProfile {
  private static final int ANNOUNCES = Integer.getInteger("analyst.announces", 1_000_000);

  /** Each archived file, under so many names. */
  private static final int COPIES = 10;

  private static final AnomalyConfig DETECTION =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);

  private final Folder folder = Folder.temporary();
  private KafkaSettings kafka;
  private MadeUpLog made;

  @BeforeAll
  void makeUp(KafkaServer server) {
    server.empty();
    kafka = server.settings(MadeUpLog.PARTITIONS);
    made = new MadeUpLog(kafka);
    made.announces(ANNOUNCES);
  }

  @AfterAll
  void close() throws IOException {
    made.close();
    folder.close();
  }

  private Path path(String name) {
    return folder.path().resolve(name);
  }

  @Test
  @Order(1)
  void export() throws IOException {
    var _ = export(kafka, path("warm"), "512MiB").run();

    var cost =
        Cost.of(() -> {
          var result = export(kafka, path("archive"), "512MiB").run();
          assertThat(result.rows()).isGreaterThan(ANNOUNCES); // ticks are another table
        });

    System.out.println(cost.of("export", ANNOUNCES, "announces"));
    System.out.printf(
        Locale.ROOT,
        "export: %.1f bytes a row%n",
        bytes(path("archive/announces")) / (double) ANNOUNCES);
  }

  /** Announces alone, with pseudonyms. */
  static Export export(KafkaSettings kafka, Path folder, String memory) {
    var options =
        new ExportOptions(
            List.of("announces"),
            folder,
            Range.ALL,
            FileFormat.PARQUET,
            new Privacy(false, "ab".repeat(32)),
            128L << 20,
            memory,
            true);
    return new Export(new Log(kafka), options, System.err);
  }

  private static List<Path> files(Path archive) throws IOException {
    try (var files = Files.walk(archive)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private static long bytes(Path archive) throws IOException {
    long bytes = 0;
    for (var file : files(archive)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  @Order(2)
  void sqlOverTenTimesAsMany() throws IOException {
    for (var file : files(path("archive").resolve("announces"))) {
      for (int copy = 1; copy < COPIES; copy++) {
        var name = file.getFileName().toString().replaceFirst("p0", "p%d".formatted(copy));
        Files.copy(file, file.resolveSibling(name));
      }
    }
    var printed = new ByteArrayOutputStream();

    var cost = Cost.of(() -> sql(path("archive"), "1GiB", new PrintStream(printed, true, UTF_8)));

    assertThat(printed.toString(UTF_8)).contains(String.valueOf((long) COPIES * ANNOUNCES));
    System.out.println(cost.of("sql by client", (long) COPIES * ANNOUNCES, "rows"));
  }

  /** Counts announces by client. */
  static void sql(Path archive, String memory, PrintStream out) {
    var options =
        new SqlOptions(
            archive,
            "ab".repeat(32),
            true,
            false,
            memory,
            archive.resolveSibling("sql"),
            OutputFormat.CSV,
            null,
            null);
    new Sql(options, out, System.err)
        .run(
            "SELECT count(*), sum(n)::BIGINT FROM"
                + " (SELECT client_id, count(*) AS n FROM announces GROUP BY ALL)",
            new Log(new KafkaSettings(Map.of(), 1, 1)),
            new PostgresSettings("jdbc:postgresql://127.0.0.1:1/none", Map.of()));
  }

  /** The whole process at its largest, as the kernel says. */
  @Test
  @Order(3)
  void memoryIsLimited() throws Exception {
    for (var work : List.of("export", "sql")) {
      var log = path(work + ".log");
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LimitedProcess.class.getName(),
                  work,
                  String.valueOf(kafka.clients().get(KafkaSettings.BOOTSTRAP)),
                  path(work.equals("sql") ? "archive" : "limited").toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();

      int code = process.waitFor();

      assertThat(code).as(Files.readString(log)).isZero();
      System.out.printf(
          "%s with -Xmx256m and --memory 256MiB: %s%n", work, Files.readAllLines(log).getLast());
    }
  }

  @Test
  @Order(4)
  void replay() {
    var options =
        new Replay.Options(TimeScale.REAL, ScoringRules.V3, DETECTION, path("replay"), true);
    var replay = new Replay(new Records(new Log(kafka), null), options, System.out, System.err);

    var cost = Cost.of(replay::print);

    System.out.println(cost.of("replay", ANNOUNCES, "announces"));
  }

  @Test
  @Order(5)
  void whatIfOfSums() throws IOException {
    made.standings(ANNOUNCES);

    var _ = whatIf("score.seeding-time = 50\nscore.ratio = 400", null);
    var cost = whatIf("score.seeding-time = 50\nscore.ratio = 400", null);
    var files = new WhatIf.Files(path("results"), new Privacy(false, "ab".repeat(32)), "1GiB");
    var written = whatIf("score.seeding-time = 50\nscore.ratio = 400", files);

    System.out.println(cost.of("whatif, depth 1", ANNOUNCES, "clients"));
    System.out.println(written.of("whatif, depth 1 with --out", ANNOUNCES, "clients"));
  }

  @Test
  @Order(6)
  void whatIfOfContributions() throws IOException {
    made.contributions(ANNOUNCES);

    var cost = whatIf("half-lives.recent = '14d'", null);

    System.out.println(cost.of("whatif, depth 2, with standings", ANNOUNCES, "contributions"));
  }

  @Test
  @Order(7)
  void whatIfOfAnnounces() throws IOException {
    var detection = whatIf("anomaly.R1.softBytesPerSecond = 250000000", null);
    var sessions = whatIf("sessions.backstep = '16MiB'", null);

    System.out.println(detection.of("whatif, depth 3, a threshold", ANNOUNCES, "announces"));
    System.out.println(sessions.of("whatif, depth 3, sessions", ANNOUNCES, "announces"));
  }

  private Cost whatIf(String rules, WhatIf.@Nullable Files files) throws IOException {
    var file = Files.writeString(path("rules.toml"), "version = 1000\n" + rules);
    var question = new Question(new Rules(ScoringRules.V3, DETECTION), Rules.read(file, DETECTION));
    var options = new WhatIf.Options(TimeScale.REAL, path("whatif"), true, 3, Depth.SUMS, files);
    var records = new Records(new Log(kafka), null);
    return Cost.of(() -> new WhatIf(records, question, options, NOWHERE, System.err).run());
  }
}
