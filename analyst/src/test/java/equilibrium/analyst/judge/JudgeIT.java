package equilibrium.analyst.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.analyst.command.CommandRun;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.anomaly.rules.RulesFile;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import equilibrium.schemas.event.Tick;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detection judges a log on a broker; its findings are then judged again. */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
class JudgeIT {
  private static final int PARTITIONS = 3;
  private static final int CLIENTS = 5;
  private static final int MINUTES = 60;
  private static final long MB = 1_000_000;
  private static final long HOUR_MS = 3_600_000;

  /** One for each way to judge: by client (twice), partition, swarm and run. */
  private static final Set<String> RULES = Set.of("R1", "T1", "Y1", "R2", "A2");

  private final Folder folder = Folder.temporary();
  private final long beganMs = System.currentTimeMillis() / 60_000 * 60_000 - 3 * HOUR_MS;
  private KafkaSettings kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private Log log;

  @BeforeAll
  void detect(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(PARTITIONS);
    log = new Log(kafka);
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
    producer =
        new KafkaProducer<>(
            kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int client = 1; client <= CLIENTS; client++) {
        claim(client, minute);
        if (minute % 16 == 0) {
          announce(client, minute);
        }
      }
      tick(minute);
    }
    tick(MINUTES + 10);
    episodes().forEach(episode -> send(Topics.SWARM_EPISODES, episode.getInfoHash(), episode));
    producer.flush();
    var settings = new Settings(null, Map.of(), Map.of("data.folder", folder.path().toString()));
    var platform = PlatformConfig.from(settings).withKafka(kafka).open();
    var config = config(DetectionRules.V1);
    try (var _ = AnomalyDetection.start(config, platform, folder.path().resolve("anomaly"))) {
      Await.until("all rules have found something", this::rules, found -> found.containsAll(RULES));
      Await.until("client 1 has a case", this::hasCase);
    }
  }

  private AnomalyConfig config(DetectionRules rules) {
    return new AnomalyConfig(
        "judge-" + folder.path().getFileName(), // groups outlive topics
        1,
        true,
        false,
        "",
        rules,
        10_000,
        new StoreConfig(StorePlace.MEMORY, 64, 64),
        Map.of());
  }

  /** 90 MB/s in each of two swarms: too much together. */
  private void claim(int client, int minute) {
    for (int swarm : List.of(client, 50 + client)) {
      var infoHash = Ids.infoHash(swarm);
      var contribution =
          SampleEvents.contribution()
              .setInfoHash(infoHash)
              .setPeerId(Ids.peerId(client))
              .setClientId(Ids.clientId(client))
              .setSource(new Position(swarm % PARTITIONS, 1_000L * client + minute))
              .setAtMs(beganMs + minute * 60_000L + client * 100L)
              .setSeconds(60)
              .setUploaded(5_400 * MB)
              .setUploadedClaimed(5_400 * MB)
              .build();
      send(Topics.CONTRIBUTIONS, infoHash, contribution);
    }
  }

  /** All from one network, in one swarm, without the tracker id that Transmission returns. */
  private void announce(int client, int minute) {
    var infoHash = Ids.infoHash(100);
    var announced =
        SampleEvents.announced()
            .setInfoHash(infoHash)
            .setPeerId(new PeerId("-TR2940-%012d".formatted(client).getBytes(ISO_8859_1)))
            .setClientId(Ids.clientId(client))
            .setReceivedAtMs(beganMs + minute * 60_000L)
            .setSessionStartedAtMs(beganMs - 1)
            .setTrackerId(TrackerIdVerdict.NONE)
            .setEvent(minute == 0 ? AnnounceEvent.STARTED : AnnounceEvent.NONE)
            .build();
    send(Topics.ANNOUNCES, infoHash, announced);
  }

  private void tick(int minute) {
    var tick = new Tick(1L, beganMs + minute * 60_000L);
    for (var topic : List.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS)) {
      byte[] value = topic.value().serializer().serialize(topic.name(), tick);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        var _ = producer.send(new ProducerRecord<>(topic.name(), partition, null, value));
      }
    }
  }

  /**
   * Client 1 sends 500 MB in each of six torrents that nobody received, and sends twice in a
   * private one where nobody else is; the last episode makes the day end.
   */
  private static List<SwarmEpisode> episodes() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 6; i++) {
      episodes.add(
          episode(200 + i, i, SwarmKind.PUBLIC, sent(1, 500), sent(10 + i, 500), received(500)));
    }
    episodes.add(episode(300, 2, SwarmKind.PRIVATE, sent(1, 90)));
    episodes.add(episode(300, 9, SwarmKind.PRIVATE, sent(1, 90)));
    episodes.add(episode(400, 48, SwarmKind.PUBLIC, sent(2, 100), received(100)));
    return episodes;
  }

  private static SwarmEpisode episode(int swarm, int hour, SwarmKind kind, EpisodeClaim... claims) {
    var all = List.of(claims);
    return SwarmEpisode.newBuilder()
        .setInfoHash(Ids.infoHash(swarm))
        .setStartMs(hour * HOUR_MS)
        .setEndMs((hour + 1) * HOUR_MS)
        .setClosedBy(EpisodeEnd.GAP)
        .setUploaded(all.stream().mapToLong(EpisodeClaim::getUploaded).sum())
        .setDownloaded(all.stream().mapToLong(EpisodeClaim::getDownloaded).sum())
        .setDiscarded(0)
        .setSizeBytes(1_000 * MB)
        .setClaims(all)
        .setKind(kind)
        .build();
  }

  private static EpisodeClaim sent(int client, int mb) {
    return claim(client, mb, 0);
  }

  private static EpisodeClaim received(int mb) {
    return claim(90, 0, mb);
  }

  private static EpisodeClaim claim(int client, int uploadedMb, int downloadedMb) {
    return EpisodeClaim.newBuilder()
        .setClientId(Ids.clientId(client))
        .setNetworkId(Ids.clientId(client))
        .setIdentity(Identity.KEY)
        .setPeerId(Ids.peerId(client))
        .setUploaded(uploadedMb * MB)
        .setDownloaded(downloadedMb * MB)
        .setDiscarded(0)
        .setAnnounces(4)
        .setLeecherAnnounces(downloadedMb > 0 ? 4 : 0)
        .setFirstAtMs(0)
        .setLastAtMs(HOUR_MS)
        .build();
  }

  private <V> void send(Topic<InfoHash, ? super V> topic, InfoHash infoHash, V value) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic.name(),
                infoHash.bytes(),
                topic.value().serializer().serialize(topic.name(), value)));
  }

  private List<Anomaly> findings() {
    var findings = new ArrayList<Anomaly>();
    for (var range : log.ranges(Topics.ANOMALIES, Range.ALL)) {
      Decoded.of(log, range, Topics.ANOMALIES).forEach((_, finding) -> findings.add(finding));
    }
    return findings;
  }

  private Set<String> rules() {
    var rules = new TreeSet<String>();
    findings().forEach(finding -> rules.add(finding.getRule()));
    return rules;
  }

  private Anomaly finding(String rule) {
    return findings().stream()
        .filter(each -> each.getRule().equals(rule))
        .findFirst()
        .orElseThrow();
  }

  /** What the command prints; the first word says whether all is the same. */
  private String judged(String id, AnomalyConfig config) {
    var out = new ByteArrayOutputStream();
    var options =
        new Judge.Options(config, TimeScale.REAL, folder.path().resolve("temporary"), true);
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    var judge = new Judge(log, options, new PrintStream(out, true, UTF_8), nowhere);
    return judge.judge(id) + " " + out.toString(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"R1", "T1", "Y1", "R2", "A2"})
  void everyFindingIsTheSameAgain(String rule) {
    var finding = finding(rule);

    var judged = judged(finding.getCaseId(), config(DetectionRules.V1));

    assertThat(judged).startsWith("true " + finding.getCaseId() + "  the same");
  }

  private boolean hasCase() {
    var suspicions = suspicions();
    return !suspicions.isEmpty() && suspicions.getLast().getCases().size() > 1;
  }

  /** Of client 1, in their order. */
  private List<Suspicion> suspicions() {
    var suspicions = new ArrayList<Suspicion>();
    for (var range : log.ranges(Topics.SUSPICIONS, Range.ALL)) {
      Decoded.of(log, range, Topics.SUSPICIONS)
          .forEach((_, suspicion) -> {
            if (suspicion.getClientId().equals(Ids.clientId(1))) {
              suspicions.add(suspicion);
            }
          });
    }
    return suspicions;
  }

  @Test
  void aCaseIsJudgedByItsFindings() {
    var newest = suspicions().getLast();

    var judged = judged(newest.getCaseId(), config(DetectionRules.V1));

    assertThat(judged).startsWith("true ");
    assertThat(newest.getCases()).hasSizeGreaterThan(1).allMatch(judged::contains);
    assertThat(judged(newest.getCaseId().substring(2, 8), config(DetectionRules.V1)))
        .isEqualTo(judged);
  }

  @Test
  void otherRulesDiffer() throws IOException {
    var file =
        Files.writeString(
            folder.path().resolve("rules.toml"),
            """
            version = 1000
            [R1]
            weight = 1500
            [T1]
            misses = 1000
            """);
    var other = config(RulesFile.read(file));

    assertThat(judged(finding("R1").getCaseId(), other))
        .startsWith("false ")
        .contains("DIFFERS", "rulesVersion is 1 in the topic and 1000 by the fold", "weight is");
    assertThat(judged(finding("T1").getCaseId(), other))
        .startsWith("false ")
        .contains("the fold finds nothing at that time, and nothing by this rule at any other");
  }

  @Test
  void theCommandEndsWith3IfAFindingDiffers() throws IOException {
    var file =
        Files.writeString(
            folder.path().resolve("heavier.toml"), "version = 1000\nR1.weight = 1500\n");
    var id = finding("R1").getCaseId();

    assertThat(command(config(DetectionRules.V1)).execute("case", id)).isZero();
    assertThat(command(config(RulesFile.read(file))).execute("case", id)).isEqualTo(3);
    assertThat(command(config(DetectionRules.V1)).execute("case", "R1-00")).isEqualTo(1);
  }

  private CommandRun command(AnomalyConfig config) {
    return new CommandRun(kafka, folder.path(), TimeScale.REAL, config);
  }

  @Test
  void anUnknownIdIsAFault() {
    assertThatThrownBy(() -> judged("R1-00", config(DetectionRules.V1)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("anomalies has no finding of R1-00");
    assertThatThrownBy(() -> judged("zz", config(DetectionRules.V1)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("the case is zz, expected an id of one case; these begin so: none");
  }
}
