package equilibrium.scoring.stream;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.ScoringConfig;
import equilibrium.scoring.ScoringTopology;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.scoring.swarm.SwarmTotals;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology on one partition of a log, without a broker. */
public final class Log implements AutoCloseable {
  final TopologyTestDriver driver;
  private final MeterRegistry metrics = new SimpleMeterRegistry();

  public Log(Path data) {
    this(data, Map.of());
  }

  Log(Path data, ScoringRules rules) {
    this(data, rules, StorePlace.DISK, Map.of());
  }

  /**
   * As above, with other settings.
   *
   * @param overrides over all settings of Kafka Streams, also over those that no operator can set
   */
  public Log(Path data, Map<String, ?> overrides) {
    this(data, ScoringRules.V3, StorePlace.DISK, overrides);
  }

  Log(Path data, StorePlace place) {
    this(data, ScoringRules.V3, place, Map.of());
  }

  private Log(Path data, ScoringRules rules, StorePlace place, Map<String, ?> overrides) {
    var stores = new StoreConfig(place, 64, 64);
    var config =
        new ScoringConfig("scoring-test", "", rules, 1, Duration.ofMillis(100), stores, Map.of());
    var kafka = new KafkaSettings(Map.of("bootstrap.servers", "nowhere:1"), 1, 1);
    var settings = config.settings(data).over(kafka);
    settings.putAll(overrides);
    driver =
        new TopologyTestDriver(
            new ScoringTopology(TimeScale.REAL, rules, stores.in(data), new ScoreCounts(metrics))
                .build(),
            settings,
            Instant.ofEpochMilli(Announces.START_MS));
  }

  /** Appends an announce at the time of its receipt. */
  public void append(Announced announced) {
    append(announced, announced.getReceivedAtMs());
  }

  public void append(Announced announced, long appendedAtMs) {
    var in = input();
    in.pipeInput(
        new TestRecord<>(announced.getInfoHash(), announced, Instant.ofEpochMilli(appendedAtMs)));
  }

  void tick(long second) {
    long atMs = Announces.START_MS + second * 1_000;
    input().pipeInput(new TestRecord<>(null, new Tick(1L, atMs), Instant.ofEpochMilli(atMs)));
  }

  public void appendBytes(byte[] value) {
    driver
        .createInputTopic(
            Topics.ANNOUNCES.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(new byte[20], value, Instant.ofEpochMilli(Announces.START_MS)));
  }

  /** Publishes to any topic that is read beside announces. */
  <K, V> void publish(Topic<K, V> topic, K key, @Nullable V value) {
    driver
        .createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer())
        .pipeInput(new TestRecord<>(key, value, Instant.ofEpochMilli(Announces.START_MS)));
  }

  public <K, V> List<V> read(Topic<K, V> topic) {
    return output(topic).readValuesToList();
  }

  /** The contributions that were not read yet, without the ticks among them. */
  public List<Contribution> contributions() {
    return read(Topics.CONTRIBUTIONS).stream()
        .filter(Contribution.class::isInstance)
        .map(Contribution.class::cast)
        .toList();
  }

  <K, V> TestOutputTopic<K, V> output(Topic<K, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.key().deserializer(), topic.value().deserializer());
  }

  /** The stored totals of {@link Announces#SWARM}. */
  SwarmTotals swarm() {
    KeyValueStore<InfoHash, SwarmState> swarms = driver.getKeyValueStore(SwarmStores.SWARMS);
    return swarms.get(Announces.SWARM).totals();
  }

  /** The newest one of each client whose standings were not read yet, by client. */
  List<ClientStanding> newestStandings() {
    return output(Topics.CLIENT_STANDINGS).readKeyValuesToMap().values().stream()
        .sorted(Comparator.comparing(standing -> standing.getClientId().toString()))
        .toList();
  }

  /** What a counter of the program says. */
  int count(String name, String... tags) {
    return (int) metrics.get(name).tags(tags).counter().count();
  }

  private TestInputTopic<InfoHash, SpecificRecord> input() {
    return driver.createInputTopic(
        Topics.ANNOUNCES.name(),
        Topics.ANNOUNCES.key().serializer(),
        Topics.ANNOUNCES.value().serializer());
  }

  @Override
  public void close() {
    driver.close();
  }
}
