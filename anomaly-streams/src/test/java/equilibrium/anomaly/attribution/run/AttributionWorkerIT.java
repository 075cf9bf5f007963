package equilibrium.anomaly.attribution.run;

import static equilibrium.anomaly.attribution.Episodes.HOUR_MS;
import static equilibrium.anomaly.attribution.Episodes.clientId;
import static equilibrium.anomaly.attribution.Episodes.episode;
import static equilibrium.anomaly.attribution.Episodes.received;
import static equilibrium.anomaly.attribution.Episodes.sent;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Program;
import equilibrium.platform.Settings;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: where a worker dies does not change what is published. */
@ExtendWith(Servers.class)
class AttributionWorkerIT {
  private static final int DAY_HOURS = 24;

  @TempDir private Path data;
  private KafkaSettings kafka;
  private Platform platform;
  private String application;

  @BeforeEach
  void begin(KafkaServer server) {
    server.empty();
    kafka = server.settings(3);
    application = "attribution-" + data.getFileName(); // groups outlive topics
    var settings = new Settings(null, Map.of(), Map.of("data.folder", data.toString()));
    platform = PlatformConfig.from(settings).withKafka(kafka).open();
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
  }

  @Test
  void aDayIsAttributedOnceWhenItIsOver() throws Exception {
    publish(fakedEpisodes());
    publish(List.of(episode(99, 2 * DAY_HOURS, List.of(sent(2, 100), received(3, 100)))));
    try (var _ = start();
        var _ = start()) {
      Await.until("the run is done", () -> runs().stream().anyMatch(AttributionRun::getDone));
    }

    assertThat(runs()).extracting(AttributionRun::getDay).containsExactly(0L, 0L);
    assertThat(runs()).extracting(AttributionRun::getDone).containsExactly(false, true);
    assertThat(runs().getLast().getEpisodes()).isEqualTo(6);
    assertThat(runs().getLast().getFindings()).isEqualTo(1);
    assertThat(findings()).extracting(Anomaly::getClientId).containsExactly(clientId(1));
  }

  /** Episodes that came after the announcement are not read. */
  @Test
  void aRunThatWasOnlyAnnouncedIsMadeByTheNextWorker() throws Exception {
    publish(fakedEpisodes());
    announce();
    var more = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 6; i++) {
      more.add(episode(50 + i, i + 1, List.of(sent(7, 900), sent(20, 500), received(30, 500))));
    }
    publish(more);

    try (var _ = start()) {
      Await.until("the run is done", () -> runs().stream().anyMatch(AttributionRun::getDone));
    }

    assertThat(findings()).extracting(Anomaly::getClientId).containsExactly(clientId(1));
  }

  /** It died between its first finding and the commit. */
  @Test
  void whatADeadWorkerHadNotCommittedIsPublishedOnce() throws Exception {
    publish(fakedEpisodes());
    announce();
    var dead = dieWithinATransaction();
    try (var _ = start()) {
      Await.until("the run is done", () -> runs().stream().anyMatch(AttributionRun::getDone));
    }
    dead.close(java.time.Duration.ZERO);

    assertThat(findings()).hasSize(1);
    assertThat(findings().getFirst().getRule()).isEqualTo("A2");
  }

  /** It died after the commit: there is nothing left to do. */
  @Test
  void aRunThatIsDoneIsNotMadeAgain() throws Exception {
    publish(fakedEpisodes());
    publish(List.of(episode(99, 2 * DAY_HOURS, List.of(sent(2, 100), received(3, 100)))));
    var runs = new DailyRuns(application, AttributionRules.V2, Shadow.ALL, kafka);

    assertThat(runs.make(() -> false)).isTrue();
    assertThat(runs.make(() -> false)).isFalse();

    assertThat(findings()).hasSize(1);
  }

  private Program start() {
    return AttributionWorker.start(application, Shadow.ALL, platform);
  }

  private void announce() {
    try (var episodes = new TopicReader<>(Topics.SWARM_EPISODES, kafka, () -> false);
        var writer = new RunWriter(application, kafka)) {
      var plan = new RunPlan(AttributionRules.V2);
      writer.announce(
          plan.next(List.of(), (DAY_HOURS + 8) * HOUR_MS, episodes.ends()).orElseThrow());
    }
  }

  private KafkaProducer<byte[], byte[]> dieWithinATransaction() throws Exception {
    var producer =
        new KafkaProducer<>(
            kafka.with(Map.of("transactional.id", application + "-attribution")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(Topics.ANOMALIES.name(), new byte[16], new byte[1])).get();
    return producer;
  }

  /** Client 1 claims 500 MB in each of six torrents that nobody received. */
  private static List<SwarmEpisode> fakedEpisodes() {
    var episodes = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < 6; i++) {
      episodes.add(episode(i, i, List.of(sent(1, 500), sent(10 + i, 500), received(100 + i, 500))));
    }
    return episodes;
  }

  private void publish(List<SwarmEpisode> episodes) throws Exception {
    var topic = Topics.SWARM_EPISODES;
    try (var producer =
        new KafkaProducer<>(
            kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (SwarmEpisode episode : episodes) {
        byte[] key = topic.key().serializer().serialize(topic.name(), episode.getInfoHash());
        byte[] value = topic.value().serializer().serialize(topic.name(), episode);
        producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
      }
    }
  }

  private List<AttributionRun> runs() {
    return read(Topics.ATTRIBUTION_RUNS);
  }

  private List<Anomaly> findings() {
    return read(Topics.ANOMALIES);
  }

  private <V> List<V> read(Topic<?, V> topic) {
    var values = new ArrayList<V>();
    try (var reader = new TopicReader<>(topic, kafka, () -> false)) {
      reader.read(reader.ends(), (_, value) -> values.add(value));
    }
    return values;
  }
}
