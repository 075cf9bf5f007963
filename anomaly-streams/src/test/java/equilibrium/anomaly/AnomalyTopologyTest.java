package equilibrium.anomaly;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.MB;
import static equilibrium.anomaly.rate.Samples.NOW;
import static equilibrium.anomaly.rate.Samples.claim;
import static equilibrium.anomaly.rate.Samples.client;
import static equilibrium.anomaly.rate.Samples.contribution;
import static equilibrium.anomaly.rate.Samples.swarm;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.ClientRates;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Tick;
import equilibrium.streams.store.StateStores;
import equilibrium.streams.testing.Poison;
import equilibrium.streams.unreadable.UnreadableRecords;
import equilibrium.testing.event.SampleEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnomalyTopologyTest {
  @TempDir private Path data;
  private TopologyTestDriver driver;
  private TestInputTopic<InfoHash, SpecificRecord> in;
  private TestInputTopic<InfoHash, SpecificRecord> announces;
  private TestOutputTopic<ClientId, Anomaly> out;

  @BeforeEach
  void open() {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "anomaly-test");
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, data.toString());
    driver = new TopologyTestDriver(topology(), settings);
    in =
        driver.createInputTopic(
            "contributions",
            Topics.CONTRIBUTIONS.key().serializer(),
            Topics.CONTRIBUTIONS.value().serializer());
    announces =
        driver.createInputTopic(
            "announces",
            Topics.ANNOUNCES.key().serializer(),
            Topics.ANNOUNCES.value().serializer());
    out =
        driver.createOutputTopic(
            "anomalies",
            Topics.ANOMALIES.key().deserializer(),
            Topics.ANOMALIES.value().deserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void anHonestClientGivesNoAnomaly() {
    for (int hour = 0; hour < 24; hour++) {
      pipe(claim(1, hour, hour * 3_600L, 1_800, 200 * GB));
      pipe(claim(2, 100 + hour, hour * 3_600L + 60, 1_800, 10 * GB));
      tick(hour * 3_600L + 60);
    }
    tick(25 * 3_600);

    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void aSessionFasterThanAnyLineIsAnAnomalyOfItsClient() {
    pipe(claim(1, 18, 0, 1_800, 3_000 * GB));
    tick(120);

    var found = out.readKeyValue();
    assertThat(found.key).isEqualTo(client(3));
    assertThat(found.value)
        .extracting(Anomaly::getRule, Anomaly::getWeight, Anomaly::getInfoHash, Anomaly::getShadow)
        .containsExactly("R1", 4_000, swarm(1), true);
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void aSessionThatStartsAgainAndAgainIsFoundAtOnce() {
    for (int i = 1; i <= 4; i++) {
      long atMs = NOW + i * 1_800_000L;
      var started =
          SampleEvents.announced()
              .setEvent(AnnounceEvent.STARTED)
              .setUploaded(i * MB)
              .setReceivedAtMs(atMs)
              .build();
      announces.pipeInput(started.getInfoHash(), started, atMs);
    }

    var found = out.readValue();
    assertThat(found)
        .extracting(
            Anomaly::getRule, Anomaly::getClientId, Anomaly::getShadow, Anomaly::getSourceVerified)
        .containsExactly("E1", client(3), true, true);
    assertThat(found.getEvents()).extracting(Position::getOffset).containsExactly(0L, 1L, 2L);
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void aPartitionThatIsSilentHoldsUpClients() {
    pipe(claim(1, 18, 0, 1_800, 3_000 * GB));
    in.pipeInput(null, new Tick(1L, NOW + 600_000), NOW + 600_000);
    assertThat(out.isEmpty()).isTrue();

    announces.pipeInput(null, new Tick(1L, NOW + 600_000), NOW + 600_000);

    assertThat(out.readValuesToList()).hasSize(1);
  }

  @Test
  void sessionsInSeveralSwarmsAreAddedUp() {
    pipe(claim(1, 1, 0, 1_800, 150 * GB));
    pipe(claim(2, 2, 30, 1_800, 150 * GB));
    tick(120);

    assertThat(out.readValuesToList())
        .extracting(Anomaly::getWeight, Anomaly::getInfoHash)
        .containsExactly(tuple(1_000, null));
  }

  @Test
  void sessionsOfSeveralClientsAreNotAddedUp() {
    pipe(claim(1, 1, 0, 1_800, 150 * GB));
    var other = claim(2, 2, 30, 1_800, 150 * GB);
    in.pipeInput(swarm(2), contribution(other).setClientId(client(9)).build(), other.atMs());
    tick(120);

    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void replayingGivesTheSameRecordsBitForBit() {
    var history = history();
    history.forEach(this::pipe);
    tick(40_000);
    var first = bytes();
    close();
    open();

    history.forEach(this::pipe);
    tick(40_000);

    assertThat(bytes()).isEqualTo(first).hasSizeGreaterThan(20);
  }

  @Test
  void theStateOfSilentClientsIsDropped() {
    pipe(claim(1, 1, 0, 60, 5 * MB));
    var later = claim(2, 2, 7_200, 60, 5 * MB);

    in.pipeInput(swarm(2), contribution(later).setClientId(client(9)).build(), later.atMs());
    tick(7_300);

    try (var all = driver.<ClientId, ClientRates>getKeyValueStore("client-rates").all()) {
      assertThat(all).toIterable().extracting(entry -> entry.key).containsExactly(client(9));
    }
  }

  @Test
  void badBytesBecomeADeadLetterAndTheStreamGoesOn() {
    driver
        .createInputTopic("contributions", new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(swarm(1).bytes(), new byte[] {1, 2, 3});
    pipe(claim(1, 18, 0, 1_800, 3_000 * GB));
    tick(120);

    var letters =
        driver.createOutputTopic(
            "dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    assertThat(letters.readValue()).containsExactly(1, 2, 3);
    assertThat(out.readValuesToList()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("poison")
  void aRecordThatCannotBeReadBecomesADeadLetterAndTheStreamGoesOn(String topic, Poison poison) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(poison.key(), poison.value());
    pipe(claim(1, 18, 0, 1_800, 3_000 * GB));
    tick(120);

    var letters =
        driver.createOutputTopic(
            "dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    assertThat(letters.readRecord().key()).isEqualTo(poison.key());
    assertThat(letters.isEmpty()).isTrue();
    assertThat(out.readValuesToList()).hasSize(1);
  }

  static Stream<Arguments> poison() {
    var good = contribution(claim(1, 18, 0, 1_800, 3_000 * GB));
    byte[] none = bytes(good.build());
    byte[] started = bytes(good.setEvent(AnnounceEvent.STARTED).build());
    byte[] key = swarm(1).bytes();
    var contributions = Poison.values(key, none);
    contributions.add(Poison.nullValue(key));
    contributions.add(Poison.wrongKey(none));
    contributions.add(Poison.unknownConstant(key, none, started));
    byte[] client = client(3).bytes();
    var claims = Poison.values(client, none);
    claims.add(Poison.nullValue(client));
    claims.add(Poison.nullKey(none));
    claims.add(Poison.wrongKey(none));
    return Stream.of(
            contributions.stream().map(poison -> Arguments.of("contributions", poison)),
            Poison.values(key, none).stream().map(poison -> Arguments.of("announces", poison)),
            claims.stream().map(poison -> Arguments.of(internalTopic("claims"), poison)),
            claims.stream().map(poison -> Arguments.of(internalTopic("signals"), poison)))
        .flatMap(poisons -> poisons);
  }

  private static byte[] bytes(Contribution contribution) {
    var serializer = Topics.CONTRIBUTIONS.value().serializer();
    return Objects.requireNonNull(serializer.serialize("contributions", contribution));
  }

  private static String internalTopic(String what) {
    return "anomaly-test-%s-by-client-repartition".formatted(what);
  }

  /** Each either is read, whatever it says then, or becomes a letter. Nothing is thrown. */
  @Test
  void flippedBitsEndNothing() {
    var random = new Random(15);
    var raw =
        driver.createInputTopic(
            "contributions", new ByteArraySerializer(), new ByteArraySerializer());
    for (int i = 0; i < 5_000; i++) {
      var good = contribution(claim(1 + i % 3, i % 7, i * 60L, 1_800, 200 * GB)).build();
      raw.pipeInput(swarm(1).bytes(), Poison.flipped(bytes(good), random), NOW);
    }
    pipe(claim(1, 18, 0, 1_800, 3_000 * GB));
    tick(120);

    assertThat(out.isEmpty()).isFalse();
  }

  /** Store and topic names hold state: renaming one loses it. Change on purpose only. */
  @Test
  void theShapeIsTheDeployedOne() throws IOException {
    var shape = topology().describe().toString();

    try (var pinned = getClass().getResourceAsStream("/anomaly-topology.txt")) {
      assertThat(pinned).isNotNull();
      assertThat(shape).isEqualToIgnoringWhitespace(new String(pinned.readAllBytes(), UTF_8));
    }
  }

  private void pipe(Claim claim) {
    in.pipeInput(claim.infoHash(), contribution(claim).build(), claim.atMs());
  }

  /** All partitions have passed this time; what waited for it is judged. */
  private void tick(long afterSeconds) {
    long atMs = NOW + afterSeconds * 1_000;
    in.pipeInput(null, new Tick(1L, atMs), atMs);
    announces.pipeInput(null, new Tick(1L, atMs), atMs);
  }

  private static Topology topology() {
    return new AnomalyTopology(DetectionRules.V1, TimeScale.REAL, 1, 1_000, StateStores.onDisk())
        .build();
  }

  private List<String> bytes() {
    var raw =
        driver.createOutputTopic(
            "anomalies", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return raw.readKeyValuesToList().stream().map(AnomalyTopologyTest::hex).toList();
  }

  private static String hex(KeyValue<byte[], byte[]> record) {
    var hex = HexFormat.of();
    return hex.formatHex(record.key) + " " + hex.formatHex(record.value);
  }

  /** Twenty sessions, some of them impossible, somewhat out of order. */
  private static List<Claim> history() {
    var random = new SplittableRandom(7);
    var history = new ArrayList<Claim>();
    for (int i = 0; i < 500; i++) {
      long uploaded = random.nextLong(MB, i % 20 == 0 ? 5_000 * GB : 200 * GB);
      long at = i * 60L + random.nextLong(-300, 300);
      history.add(claim(i % 20, i, at, random.nextLong(30, 1_800), uploaded));
    }
    return history;
  }
}
