package equilibrium.scoring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Program;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.ops.OpsServer;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.carry.CarryOver;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.stream.Announces.Report;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, exactly-once. */
@ExtendWith(Servers.class)
class ScoringIT {
  private static final int PARTITIONS = 2;
  private static final int CLIENTS = 8;
  private static final long ROUND_MS = 1_800_000;

  @TempDir private Path data;
  private final Announces announces = new Announces();
  private KafkaSettings kafka;

  /** How much faster than the world's the tracker's time is. */
  private int scale = 1;

  @BeforeEach
  void begin(KafkaServer server) {
    server.empty();
    kafka = server.settings(PARTITIONS);
  }

  @Test
  void theSameLogGivesTheSameBytesWithARestartBetween() throws Exception {
    createTopics();

    produce(0, 3);
    try (var _ = start("interrupted")) {
      await(() -> contributions() == CLIENTS * 3);
    }
    produce(3, 6);
    try (var _ = start("interrupted")) {
      await(() -> contributions() == CLIENTS * 6 + 1);
    }
    int balances = read(Topics.SWARM_BALANCES).size();
    try (var _ = start("in-one-go")) {
      await(() -> contributions() == 2 * (CLIENTS * 6 + 1));
      await(() -> read(Topics.SWARM_BALANCES).size() == 2 * balances);
    }

    assertThat(byPartition(Topics.CONTRIBUTIONS)).allSatisfy(ScoringIT::isTwiceTheSame);
    assertThat(byPartition(Topics.SWARM_BALANCES)).allSatisfy(ScoringIT::isTwiceTheSame);
  }

  @Test
  void countedClientsAreKnownAfterARestart() throws Exception {
    createTopics();
    produce(0, 3);
    try (var _ = start("counting")) {
      await(() -> counted() == CLIENTS);
    }
    produce(3, 4); // and one late client
    try (var _ = start("counting")) {
      await(() -> newestTiers().size() == CLIENTS + 1);
      produce(4, 6); // cuts are published when they move, which one client may not do
      await(() -> counted() == CLIENTS + 1);
    }
  }

  @Test
  void standingsGoOnUnderAnotherApplicationId() throws Exception {
    createTopics();
    produce(0, 4);
    try (var _ = start("former")) {
      await(() -> contributions() == CLIENTS * 4 && newestStandings().size() == CLIENTS);
      assertThatThrownBy(() -> carryOver("former", "later"))
          .hasMessageContaining("running processes");
      await(() -> hasReadAll("former"));
    }
    var before = newestStandings();

    var carried = carryOver("former", "later").orElseThrow();
    produce(4, 6); // and one late client
    try (var _ = start("later")) {
      await(() -> contributions() == CLIENTS * 6 + 1);
      await(() -> newestStandings().values().stream().allMatch(after -> isLater(after, before)));
    }

    assertThat(carried.records()).isGreaterThanOrEqualTo(CLIENTS);
    assertThat(carried.unreadable()).isZero();
    assertThat(contributions()).as("no announce is read again").isEqualTo(CLIENTS * 6 + 1);
    var after = newestStandings();
    assertThat(before)
        .allSatisfy((client, standing) -> {
          var later = Objects.requireNonNull(after.get(client));
          assertThat(later.getFirstSeenAtMs()).isEqualTo(standing.getFirstSeenAtMs());
          assertThat(later.getTier()).isGreaterThanOrEqualTo(standing.getTier());
          assertThat(seededSeconds(later))
              .isGreaterThan(seededSeconds(standing))
              .isLessThan(2 * seededSeconds(standing));
        });
    assertThat(carryOver("former", "later")).as("it has begun already").isEmpty();
    assertThatThrownBy(() -> carryOver("unknown", "third"))
        .hasMessageContaining("unknown, which has no positions");
  }

  /** A half-life of 7 d becomes one of 14 d. */
  @Test
  void newRulesTakeOverAndOthersOfTheirVersionAreRefused() throws Exception {
    createTopics();
    var fortnight = rulesOfRecentDays(1_000, 14);
    produce(0, 4);
    try (var _ = start("rules")) {
      await(() -> contributions() == CLIENTS * 4 && counted() == CLIENTS);
      await(() -> hasReadAll("rules"));
      assertThat(RulesInForce.read(kafka).name()).isEqualTo(ScoringRules.V3.name());
    }
    var before = newestStandings();

    try (var _ = start("rules", fortnight)) {
      await(() -> RulesInForce.read(kafka).name().equals(fortnight.name()));
      assertThatThrownBy(() -> startSecond(rulesOfRecentDays(1_000, 15)))
          .isInstanceOf(Fault.class)
          .hasMessageContaining(rulesOfRecentDays(1_000, 15).name())
          .hasMessageContaining(fortnight.name());
      assertThatThrownBy(() -> startSecond(ScoringRules.V3))
          .hasMessageContaining(ScoringRules.V3.name() + " are older than rules 1000-");
      assertThatThrownBy(() -> startSecond(rulesOfRecentDays(1_001, 15)))
          .hasMessageContaining("it folds by rules 1001-")
          .hasMessageContaining("by rules " + fortnight.name() + "; ");
      produce(4, 6);
      await(() -> newestStandings().values().stream().allMatch(s -> halfLifeDays(s) == 14));
    }

    assertThatThrownBy(() -> start("rules", rulesOfRecentDays(1_000, 15)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("have other values than rules " + fortnight.name());
    var after = newestStandings();
    assertThat(before)
        .hasSize(CLIENTS)
        .allSatisfy((client, standing) -> {
          var later = Objects.requireNonNull(after.get(client));
          assertThat(halfLifeDays(standing)).isEqualTo(7);
          assertThat(later.getRulesVersion()).isEqualTo(1_000);
          // An hour more of two.
          assertThat(later.getParts().getRecentSeedingSize())
              .isBetween(points(standing), points(standing) + 30);
        });
  }

  private static int points(ClientStanding standing) {
    return standing.getParts().getRecentSeedingSize();
  }

  private static long halfLifeDays(ClientStanding standing) {
    return standing.getSums().stream()
        .filter(sum -> sum.getKind() == SumKind.SEEDED_BYTE_SECONDS)
        .mapToLong(sum -> Duration.ofSeconds(sum.getHalfLifeSeconds()).toDays())
        .findFirst()
        .orElse(14); // the late client has none
  }

  private static ScoringRules rulesOfRecentDays(int version, int days) {
    var shipped = ScoringRules.V3;
    var halfLives = shipped.clients().halfLives();
    return shipped.with(
        version,
        shipped.score(),
        new HalfLives(days * 86_400L, halfLives.time(), halfLives.bytes()),
        shipped.cuts().quantiles());
  }

  private Optional<CarryOver.Result> carryOver(String former, String next) {
    return CarryOver.run(former, kafka, config(next).settings(data.resolve(next)));
  }

  /** A late client has no standing before. */
  private static boolean isLater(ClientStanding after, Map<String, ClientStanding> before) {
    var former = before.get(HexFormat.of().formatHex(after.getClientId().bytes()));
    return former == null || seededSeconds(after) > seededSeconds(former);
  }

  /** Whether it has read everything, also what its tasks write for each other: standings follow. */
  private boolean hasReadAll(String applicationId) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var read =
          admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata().get();
      var ends = new HashMap<TopicPartition, OffsetSpec>();
      read.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().entrySet().stream()
          .allMatch(
              end -> requireNonNull(read.get(end.getKey())).offset() >= end.getValue().offset());
    }
  }

  private static long seededSeconds(ClientStanding standing) {
    return standing.getSums().stream()
        .filter(sum -> sum.getKind() == SumKind.SEEDED_SECONDS)
        .flatMap(sum -> sum.getCells().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  private Map<String, ClientStanding> newestStandings() {
    var newest = new TreeMap<String, ClientStanding>();
    var reader = Topics.CLIENT_STANDINGS.value().deserializer();
    for (var record : read(Topics.CLIENT_STANDINGS)) {
      newest.put(
          HexFormat.of().formatHex(record.key()),
          reader.deserialize(record.topic(), record.value()));
    }
    return newest;
  }

  /** By the newest cuts. */
  private long counted() {
    var reader = Topics.TIER_CUTS.value().deserializer();
    var cuts = read(Topics.TIER_CUTS);
    return cuts.isEmpty()
        ? 0
        : reader.deserialize(Topics.TIER_CUTS.name(), cuts.getLast().value()).getPopulation();
  }

  @Test
  void tiersSettleAndBadBytesBecomeDeadLetters() throws Exception {
    scale = 120; // two reviews are ten minutes apart: five seconds
    createTopics();
    produce(0, 4);
    byte[] bad = {1, 2, 3};
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), bad)).get();
    }

    try (var _ = start("tiers")) {
      // How many of them depends on how many had announced when they were first reviewed.
      await(() -> newestTiers().size() == CLIENTS && newestTiers().containsValue(1));

      assertThat(read(Topics.DEAD_LETTERS))
          .singleElement()
          .extracting(ConsumerRecord::value)
          .isEqualTo(bad);
    }
  }

  @Test
  void withoutItsTopicsItDoesNotStart() {
    assertThatThrownBy(() -> start("no-topics"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("tier-cuts")
        .hasMessageContaining("announces");
  }

  @Test
  void whenAThreadDiesItIsNotLive() throws Exception {
    createTopics();
    var platform = platform();
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var soonSeen = Map.of("metadata.max.age.ms", "500");
    var config =
        new ScoringConfig(
            "lost-announces",
            "",
            ScoringRules.V3,
            1,
            Duration.ofMillis(100),
            new StoreConfig(StorePlace.MEMORY, 64, 64),
            soonSeen);

    try (var _ = Scoring.start(config, platform, data);
        var ops = new OpsServer(loopback, platform.health(), platform.metrics());
        var admin = Admin.create(settings())) {
      await(() -> get(ops, "/status").contains("\"state\":\"RUNNING\""));
      admin.deleteTopics(List.of(Topics.ANNOUNCES.name())).all().get();
      await(() -> get(ops, "/livez").startsWith("503"));

      assertThat(get(ops, "/status")).containsPattern("\"state\":\"(PENDING_)?ERROR\"");
    }
  }

  private void createTopics() {
    try (var topics = new TopicAdmin(platform().kafka())) {
      topics.create();
    }
  }

  private Program start(String applicationId) {
    return start(applicationId, ScoringRules.V3);
  }

  private Program start(String applicationId, ScoringRules rules) {
    return Scoring.start(config(applicationId, rules), platform(), data.resolve(applicationId));
  }

  /** On another node, under the application id of the rules' test. */
  private Program startSecond(ScoringRules rules) throws IOException {
    var second = Files.createDirectories(data.resolve("second"));
    return Scoring.start(config("rules", rules), platform(second), second);
  }

  private static ScoringConfig config(String applicationId) {
    return config(applicationId, ScoringRules.V3);
  }

  private static ScoringConfig config(String applicationId, ScoringRules rules) {
    return new ScoringConfig(
        applicationId,
        "",
        rules,
        1,
        Duration.ofMillis(100),
        new StoreConfig(StorePlace.MEMORY, 64, 64),
        Map.of());
  }

  private Platform platform() {
    return platform(data);
  }

  private Platform platform(Path folder) {
    var settings =
        new Settings(
            null, Map.of(), Map.of("data.folder", folder.toString(), "clock.scale", "" + scale));
    return PlatformConfig.from(settings).withKafka(kafka).open();
  }

  /** Rounds of announces half an hour apart, the first five hours ago; each twice, and ticks. */
  private void produce(int from, int to) throws Exception {
    long nowMs = new TimeScale(scale).scaledMs(System.currentTimeMillis());
    long beganMs = nowMs - Duration.ofHours(5).toMillis();
    try (var producer = producer()) {
      if (from > 0) {
        // So late that its peer has expired by the last tick, which is read from the store.
        var late = announced(0, CLIENTS + 1, beganMs + (from - 4) * ROUND_MS);
        var key = key(CLIENTS + 1);
        producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), key, bytes(late))).get();
      }
      for (int round = from; round < to; round++) {
        for (int client = 1; client <= CLIENTS; client++) {
          var value = bytes(announced(round, client, beganMs));
          var record = new ProducerRecord<>(Topics.ANNOUNCES.name(), key(client), value);
          producer.send(record).get();
          producer.send(record).get();
        }
        var tick = bytes(new Tick(1L, beganMs + round * ROUND_MS));
        for (int partition = 0; partition < PARTITIONS; partition++) {
          producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), partition, null, tick)).get();
        }
      }
    }
  }

  private static byte[] key(int client) {
    return Announces.infoHash(client).bytes();
  }

  private static byte[] bytes(SpecificRecord value) {
    return Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), value);
  }

  /** Each client holds twice as much as the one before. */
  private Announced announced(int round, int client, long beganMs) {
    long size = Announces.GIB << client;
    var report = new Report(0, AnnounceEvent.NONE, round * 1_000L, 0L, round == 0 ? size : 0);
    return Announced.newBuilder(announces.by(client, client, client, report))
        .setReceivedAtMs(beganMs + round * ROUND_MS)
        .build();
  }

  private Map<String, Integer> newestTiers() {
    var tiers = new TreeMap<String, Integer>();
    newestStandings().forEach((client, standing) -> tiers.put(client, standing.getTier()));
    return tiers;
  }

  private Map<Integer, List<String>> byPartition(Topic<?, ?> topic) {
    var values = new TreeMap<Integer, List<String>>();
    for (var record : read(topic)) {
      values
          .computeIfAbsent(record.partition(), _ -> new ArrayList<>())
          .add(HexFormat.of().formatHex(record.value()));
    }
    return values;
  }

  private static void isTwiceTheSame(Integer partition, List<String> values) {
    int half = values.size() / 2;
    assertThat(values.subList(half, values.size()))
        .as("partition %d", partition)
        .isEqualTo(values.subList(0, half));
  }

  /** How many there are; the ticks among them have no key. */
  private long contributions() {
    return read(Topics.CONTRIBUTIONS).stream().filter(record -> record.key() != null).count();
  }

  /** All that is committed in a topic. */
  private List<ConsumerRecord<byte[], byte[]>> read(Topic<?, ?> topic) {
    var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var settings = settings();
    settings.put("isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Properties settings() {
    return kafka.with(Map.of());
  }

  private static String get(OpsServer ops, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:%d%s".formatted(ops.address().getPort(), path));
      var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }

  private static void await(Callable<Boolean> condition) {
    Await.until("the state that this test is about", condition);
  }
}
