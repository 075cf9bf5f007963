package equilibrium.analyst.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.command.CommandRun;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.log.AnnouncedLog;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.rules.RulesFile;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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

/** Scoring folds a log on a broker; the log is then folded again. Later tests change topics. */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayIT {
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());
  private static final int PARTITIONS = 3;
  private static final int SWARMS = 8;
  private static final int SESSIONS = 24;
  private static final long MINUTE_MS = 60_000;
  private static final int MINUTES = 300;
  private static final AnomalyConfig DETECTION =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));
  private static final Duration WAIT = Duration.ofMillis(200);

  private final Folder folder = Folder.temporary();
  private final SplittableRandom random = new SplittableRandom(5);
  private final List<Announced> announces = new ArrayList<>();
  private final long[] uploaded = new long[SESSIONS];
  private final long beganMs = System.currentTimeMillis() - (MINUTES + 10) * MINUTE_MS;
  private int ticks;
  private AnnouncedLog announced;
  private Log log;
  private @Nullable FoldableArchive archive;

  @BeforeAll
  void foldALog(KafkaServer server) {
    announced = new AnnouncedLog(server, PARTITIONS);
    log = announced.log();
    for (int minute = 0; minute < MINUTES; minute++) {
      announceSome(minute);
    }
    announced.append(1, new byte[] {1, 2});
    tick(MINUTES);
    announced.flush();
    try (var _ = announced.score("replay-it", folder.path());
        var consumer = consumer()) {
      Await.until("something is folded", () -> !consumer.poll(WAIT).isEmpty());
      consumer.seekToBeginning(consumer.assignment());
      Await.until(
          "all is folded",
          () -> ticks += lastTicks(consumer.poll(WAIT)),
          found -> found == PARTITIONS);
    }
  }

  /** Sessions that start, move bytes, fall back and stop; copies, at once and late; ticks. */
  private void announceSome(int minute) {
    for (int i = 0; i < 4; i++) {
      var announce = announce(session(minute), minute);
      announces.add(announce);
      announced.announce(announce);
      if (random.nextInt(4) == 0) {
        announced.announce(announces.get(random.nextInt(announces.size())));
      }
    }
    if (minute % 5 == 0) {
      tick(minute);
    }
  }

  /** Half of the swarms fall silent, so that their episodes end. */
  private int session(int minute) {
    int session = random.nextInt(SESSIONS);
    boolean isSilent = minute > MINUTES / 3 && session % SWARMS < SWARMS / 2;
    return isSilent ? session + SWARMS / 2 : session;
  }

  private Announced announce(int session, int minute) {
    long atMs = beganMs + minute * MINUTE_MS + announces.size() % 4 * 1_000L;
    boolean seeds = session % 3 == 0;
    uploaded[session] = random.nextInt(20) == 0 ? 0 : uploaded[session] + random.nextLong(1 << 28);
    return SampleEvents.announced()
        .setEventId(new EventId(1L, beganMs, (long) announces.size()))
        .setReceivedAtMs(atMs)
        .setInfoHash(Ids.infoHash(session % SWARMS))
        .setPeerId(Ids.peerId(session))
        .setClientId(Ids.clientId(session / 2))
        .setNetworkId(Ids.clientId(100 + session))
        .setEvent(EVENTS.get(random.nextInt(EVENTS.size())))
        .setUploaded(uploaded[session])
        .setDownloaded(seeds ? 0L : minute * 10_000_000L)
        .setLeft(seeds ? 0L : (MINUTES - minute) * 10_000_000L)
        .setSessionStartedAtMs(beganMs)
        .build();
  }

  private void tick(int minute) {
    announced.tick(beganMs + minute * MINUTE_MS);
  }

  /** Scoring copies each tick after the contributions of all announces before it. */
  private int lastTicks(ConsumerRecords<byte[], byte[]> records) {
    long lastMs = beganMs + MINUTES * MINUTE_MS;
    int found = 0;
    for (var record : records) {
      var value =
          Topics.CONTRIBUTIONS.value().deserializer().deserialize(record.topic(), record.value());
      found += value instanceof Tick tick && tick.getAtMs() == lastMs ? 1 : 0;
    }
    return found;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var settings = announced.kafka().with(Map.of("isolation.level", "read_committed"));
    var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Topics.CONTRIBUTIONS.name(), partition))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
    return consumer;
  }

  private <T extends SpecificRecord> List<T> written(Topic<?, ?> topic, Class<T> type) {
    var written = new ArrayList<T>();
    for (var range : log.ranges(topic, Range.ALL)) {
      try (var live = new LiveRecords<>(topic, log.read(range), type, true)) {
        live.forEach(written::add);
      }
    }
    return written;
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
  void theFoldOfTheLogEqualsWhatScoringWrote() {
    var printed = new ByteArrayOutputStream();

    boolean isEqual = replay(printed, TimeScale.REAL).check();

    assertThat(isEqual).as(printed.toString(UTF_8)).isTrue();
    int contributions = written(Topics.CONTRIBUTIONS, Contribution.class).size();
    int episodes = written(Topics.SWARM_EPISODES, SwarmEpisode.class).size();
    assertThat(contributions).isGreaterThan(500);
    assertThat(episodes).isPositive();
    assertThat(counts(printed))
        .containsEntry("contributions", List.of(contributions, 0, 0))
        .containsEntry("swarm-balances", List.of(SWARMS, 0, 0))
        .containsEntry("swarm-episodes", List.of(episodes, 0, 0))
        .containsEntry("attribution", List.of(0, 0, 0));
  }

  @Test
  @Order(2)
  void twoFoldsHaveTheSameDigests() {
    var first = new ByteArrayOutputStream();
    var second = new ByteArrayOutputStream();

    replay(first, TimeScale.REAL).print();
    replay(second, TimeScale.REAL).print();

    assertThat(first.toString(UTF_8)).isEqualTo(second.toString(UTF_8));
    assertThat(first.toString(UTF_8)).containsPattern("attribution +0 records, sha-256 ");
  }

  /** Half of the log is deleted then, so that later tests need the archive. */
  @Test
  @Order(4)
  void anArchiveHasWhatTheLogHasForgotten() throws Exception {
    var raw = export("raw", new Privacy(false, null), FileFormat.PARQUET);
    tick(MINUTES + 1); // comes after the archive
    announced.flush();
    var whole = new ByteArrayOutputStream();
    replay(whole, TimeScale.REAL).print();
    announced.forgetHalf(List.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS, Topics.SWARM_EPISODES));
    assertThatThrownBy(() -> replay(whole, TimeScale.REAL).print())
        .hasMessageContaining("expected 0: sessions that began before would be folded otherwise");

    archive = archive(raw);
    var printed = new ByteArrayOutputStream();
    replay(printed, TimeScale.REAL).print();
    var checked = new ByteArrayOutputStream();
    boolean isEqual = replay(checked, TimeScale.REAL).check();

    assertThat(printed.toString(UTF_8)).isEqualTo(whole.toString(UTF_8));
    assertThat(isEqual).as(checked.toString(UTF_8)).isTrue();
    int contributions = written(Topics.CONTRIBUTIONS, Contribution.class).size();
    assertThat(counts(checked)).containsEntry("contributions", List.of(contributions, 0, 0));
    assertThat(checked.toString(UTF_8)).contains(" that the topic has forgotten are not compared");
  }

  @Test
  @Order(5)
  void anArchiveThatCannotBeFoldedIsRefused() {
    var keyed = export("keyed", new Privacy(false, "ab".repeat(32)), FileFormat.PARQUET);
    var csv = export("csv", new Privacy(false, null), FileFormat.CSV);
    var late = export("late", new Privacy(false, null), FileFormat.PARQUET);

    assertThatThrownBy(() -> archive(keyed))
        .hasMessageEndingWith(
            "has ids under a key, expected those of the log: only an export with --raw-ids can be"
                + " folded again");
    assertThatThrownBy(() -> archive(csv))
        .hasMessageEndingWith("has csv files, expected parquet: others cannot be folded again");
    assertThatThrownBy(() -> archive(folder.path().resolve("none")))
        .hasMessageEndingWith("has no manifest.json: is it an export?");
    try (var begun = archive(late)) { // when the log had forgotten its beginning
      assertThatThrownBy(() -> replay(new ByteArrayOutputStream(), begun).print())
          .hasMessageContaining("expected 0: sessions that began before");
    }
  }

  private Path export(String name, Privacy privacy, FileFormat format) {
    var options =
        new ExportOptions(
            List.of("announces"),
            folder.path().resolve(name),
            Range.ALL,
            format,
            privacy,
            16_000, // several files
            "256MiB",
            true);
    new Export(log, options, new PrintStream(OutputStream.nullOutputStream(), true, UTF_8)).run();
    return options.folder();
  }

  private FoldableArchive archive(Path exported) {
    return FoldableArchive.open(exported, "256MiB", folder.path().resolve("duckdb"));
  }

  @Test
  @Order(3)
  void aFoldByOtherRulesDiffers() throws IOException {
    var printed = new ByteArrayOutputStream();
    var file =
        Files.writeString(
            folder.path().resolve("rules.toml"), "version = 1000\nsessions.seeded = '1m'");
    var other = RulesFile.asked(new Settings(file, Map.of(), Map.of()));

    boolean isEqual = replay(printed, TimeScale.REAL, other, archive).check();

    assertThat(isEqual).isFalse();
    assertThat(printed.toString(UTF_8))
        .containsPattern("contributions +[\\d,]+ equal +[1-9][\\d,]* differ")
        .contains("secondsSeeded is ", "differs from what is in force");
    assertThat(replay(new ByteArrayOutputStream(), new TimeScale(2)).check()).isFalse();
  }

  @Test
  @Order(3)
  void theCommandEndsWith3IfAnythingDiffers() {
    assertThat(command(TimeScale.REAL).execute("replay", "--check")).isZero();
    assertThat(command(new TimeScale(2)).execute("replay", "--check")).isEqualTo(3);
    assertThat(command(new TimeScale(2)).execute("replay")).isZero();
  }

  private CommandRun command(TimeScale scale) {
    return new CommandRun(announced.kafka(), folder.path(), scale, DETECTION);
  }

  @Test
  @Order(6)
  void aRecordThatScoringDidNotWriteIsNamed() {
    var last = written(Topics.CONTRIBUTIONS, Contribution.class).getLast();
    var contribution =
        Contribution.newBuilder(last)
            .setSource(new Position(last.getSource().getPartition(), 999_999L))
            .build();
    var newest = written(Topics.SWARM_BALANCES, SwarmBalance.class).getLast();
    var balance = SwarmBalance.newBuilder(newest).setUploaded(newest.getUploaded() + 7).build();
    announced.send(Topics.CONTRIBUTIONS, contribution.getInfoHash().bytes(), contribution);
    announced.send(Topics.SWARM_BALANCES, balance.getInfoHash().bytes(), balance);
    announced.flush();
    var printed = new ByteArrayOutputStream();

    boolean isEqual = replay(printed, TimeScale.REAL).check();

    assertThat(isEqual).isFalse();
    assertThat(printed.toString(UTF_8))
        .contains("announce at offset 999999 of partition ")
        .contains(": the fold has none")
        .contains(
            "uploaded is %d in the topic and %d by the fold"
                .formatted(balance.getUploaded(), newest.getUploaded()));
    assertThat(counts(printed).get("swarm-balances")).containsExactly(SWARMS - 1, 1, 0);
  }

  @Test
  @Order(7)
  void swarmsWithATorrentOfUnknownTimeAreLeftOut() {
    var swarm = written(Topics.CONTRIBUTIONS, Contribution.class).getLast().getInfoHash();
    var registration =
        Registration.newBuilder()
            .setInfoHash(swarm)
            .setAllowed(true)
            .setSizeBytes(5L << 30)
            .setAtMs(beganMs)
            .setBy("test")
            .build();
    announced.send(Topics.REGISTRATIONS, swarm.bytes(), registration);
    announced.flush();
    var printed = new ByteArrayOutputStream();

    replay(printed, TimeScale.REAL).check();

    assertThat(printed.toString(UTF_8)).contains("1 swarms are left out");
    assertThat(counts(printed))
        .hasEntrySatisfying(
            "swarm-balances", balances -> assertThat(balances.getFirst()).isLessThan(SWARMS));
  }

  private Replay replay(OutputStream printed, TimeScale scale) {
    return replay(printed, scale, archive);
  }

  private Replay replay(OutputStream printed, FoldableArchive other) {
    return replay(printed, TimeScale.REAL, other);
  }

  private Replay replay(OutputStream printed, TimeScale scale, @Nullable FoldableArchive files) {
    return replay(printed, scale, ScoringRules.V3, files);
  }

  private Replay replay(
      OutputStream printed, TimeScale scale, ScoringRules rules, @Nullable FoldableArchive files) {
    var options =
        new Replay.Options(scale, rules, DETECTION, folder.path().resolve("temporary"), true);
    return new Replay(
        new Records(log, files),
        options,
        new PrintStream(printed, true, UTF_8),
        new PrintStream(System.err, true));
  }

  /** Equal, differing and pending records by topic. */
  private static Map<String, List<Integer>> counts(ByteArrayOutputStream printed) {
    var counts = new HashMap<String, List<Integer>>();
    for (var line : printed.toString(UTF_8).lines().toList()) {
      var words = line.strip().replace(",", "").split(" +", -1);
      if (line.contains(" equal ") && line.contains(" differ ")) {
        counts.put(
            words[0],
            List.of(
                Integer.parseInt(words[1]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[5])));
      }
    }
    return counts;
  }
}
