package equilibrium.anomaly.suspicion.stream;

import static equilibrium.anomaly.suspicion.Findings.CLIENT;
import static equilibrium.anomaly.suspicion.Findings.at;
import static equilibrium.anomaly.suspicion.Findings.decision;
import static equilibrium.anomaly.suspicion.Findings.finding;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.suspicion.SuspicionRules;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.TierCuts;
import equilibrium.streams.store.StateStores;
import equilibrium.streams.testing.Poison;
import equilibrium.streams.unreadable.UnreadableRecords;
import equilibrium.testing.event.Ids;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuspicionTopologyTest {
  private static final double DAY = 24;

  private final Freezes freezes = new Freezes();
  private final Map<ClientId, Suspicion> seen = new HashMap<>();
  private TopologyTestDriver driver;
  private TestOutputTopic<ClientId, Suspicion> out;

  @BeforeEach
  void open() {
    open(false);
  }

  private void open(boolean shadow) {
    var builder = new StreamsBuilder();
    var rules = new SuspicionSettings(SuspicionRules.V1, TimeScale.REAL, shadow, 1, freezes);
    SuspicionTopology.add(builder, rules, StateStores.onDisk());
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "suspicion-test");
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
    driver = new TopologyTestDriver(builder.build(), settings);
    out =
        driver.createOutputTopic(
            "suspicions",
            Topics.SUSPICIONS.key().deserializer(),
            Topics.SUSPICIONS.value().deserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void eachFindingGivesASuspicion() {
    find(3, 1, 0);

    var found = out.readKeyValue();
    assertThat(found.key).isEqualTo(CLIENT);
    assertThat(found.value.getAtMs()).isEqualTo(at(0));
    assertThat(found.value.getLevel()).isEqualTo(1);
    assertThat(found.value.getEnforced()).isTrue();
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void theSameFindingTwiceGivesOne() {
    find(3, 1, 0);
    find(3, 1, 0);

    assertThat(out.readValuesToList()).hasSize(1);
  }

  @Test
  void inShadowModeNothingIsEnforced() {
    close();
    open(true);

    quarantine(3);

    assertThat(newest().getLevel()).isEqualTo(3);
    assertThat(newest(CLIENT).getEnforced()).isFalse();
  }

  @Test
  void anotherClientsFindingsLetAQuarantineEnd() {
    quarantine(3);
    out.readValuesToList();

    find(9, 1, 26);

    var ended = newest(CLIENT);
    assertThat(ended.getLevel()).isEqualTo(2);
    assertThat(ended.getUntilMs()).isZero();
    assertThat(ended.getAtMs()).isEqualTo(at(0.2 + DAY));
  }

  @Test
  void timeOfTheCutsLetsAQuarantineEndWhereNothingIsFound() {
    quarantine(3);
    out.readValuesToList();
    cuts(10_000, 26);

    driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(out.isEmpty()).as("findings may still be waiting").isTrue();
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(newest(CLIENT).getLevel()).isEqualTo(2);
  }

  @Test
  void aDecisionIsAppliedAndWithdrawn() {
    quarantine(3);
    var caseId = newest(CLIENT).getCaseId();
    pipe(Topics.CASE_DECISIONS, CLIENT, decision(caseId, CaseVerdict.DISMISSED, 1));
    var dismissed = newest(CLIENT);
    pipe(Topics.CASE_DECISIONS, CLIENT, null);

    assertThat(dismissed.getCaseState()).isEqualTo(CaseState.DISMISSED);
    assertThat(dismissed.getLevel()).isZero();
    assertThat(newest(CLIENT).getCaseState()).isEqualTo(CaseState.OPEN);
  }

  @Test
  void whatIsLongOverIsForgotten() {
    find(3, 1, 0);
    find(9, 1, 181 * DAY);
    find(9, 1, 182 * DAY);

    assertThat(out.readKeyValuesToMap()).containsEntry(CLIENT, null);
  }

  @Test
  void detectionFreezesWhenMoreThanThreeOfFewClientsWouldBeQuarantined() {
    for (int client = 11; client <= 13; client++) {
      quarantine(client);
    }
    assertThat(freezes.frozen()).isZero();
    assertThat(out.readKeyValuesToMap().values()).allMatch(Suspicion::getEnforced);

    quarantine(14);

    assertThat(freezes.frozen()).isEqualTo(1);
    assertThat(freezes.excluded()).isEqualTo(4);
    assertThat(freezes.status()).containsEntry("excludedClients", 4);
    var newest = out.readKeyValuesToMap();
    assertThat(newest).hasSize(4);
    assertThat(newest.values())
        .allSatisfy(suspicion -> {
          assertThat(suspicion.getLevel()).isEqualTo(3);
          assertThat(suspicion.getEnforced()).isFalse();
        });
  }

  @Test
  void onePercentOfManyClientsMayBeQuarantined() {
    cuts(1_000, 0);
    for (int client = 11; client <= 20; client++) {
      quarantine(client);
    }
    assertThat(freezes.frozen()).isZero();

    quarantine(21);

    assertThat(freezes.frozen()).isEqualTo(1);
  }

  @Test
  void detectionThawsWhenAnOperatorDismissesEnough() {
    for (int client = 11; client <= 14; client++) {
      quarantine(client);
    }
    for (int client = 11; client <= 13; client++) {
      var id = Ids.clientId(client);
      var caseId = newest(id).getCaseId();
      pipe(Topics.CASE_DECISIONS, id, decision(caseId, CaseVerdict.DISMISSED, 1));
    }

    assertThat(freezes.frozen()).isZero();
    assertThat(newest(Ids.clientId(14)).getEnforced()).isTrue();
    assertThat(newest(Ids.clientId(14)).getLevel()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anomalies", "case-decisions"})
  void aRecordThatCannotBeReadBecomesADeadLetterAndTheFoldGoesOn(String topic) {
    raw(topic).pipeInput(CLIENT.bytes(), new byte[] {1, 2, 3});
    find(3, 1, 0);

    var letters =
        driver.createOutputTopic(
            "dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    assertThat(letters.readValue()).containsExactly(1, 2, 3);
    assertThat(out.readValuesToList()).hasSize(1);
  }

  /** Each either is read, whatever it says then, or becomes a letter. Nothing is thrown. */
  @Test
  void flippedBitsEndNothing() {
    var random = new Random(16);
    for (int i = 0; i < 3_000; i++) {
      var rule = List.of("R1", "E1", "A2").get(i % 3);
      var good = finding(rule, 1 + i % 5, 4_000, i / 50.0).build();
      var serializer = Topics.ANOMALIES.value().serializer();
      byte[] bytes = Objects.requireNonNull(serializer.serialize("anomalies", good));
      raw("anomalies").pipeInput(CLIENT.bytes(), Poison.flipped(bytes, random));
    }

    assertThat(out.isEmpty()).isFalse();
  }

  private TestInputTopic<byte[], byte[]> raw(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void quarantine(int client) {
    find(client, 1, 0);
    find(client, 2, 0.1);
    find(client, 3, 0.2);
  }

  private void find(int client, int swarm, double hours) {
    var rule = List.of("R1", "E1", "T1").get(swarm - 1);
    var id = Ids.clientId(client);
    pipe(Topics.ANOMALIES, id, finding(rule, swarm, 3_000, hours).setClientId(id).build());
  }

  private void cuts(long population, double hours) {
    pipe(
        Topics.TIER_CUTS,
        Topics.CUTS_KEY,
        new TierCuts(1L, at(hours), population, List.of(1, 2, 3), 1, List.of(), false, ""));
  }

  private <K, V> void pipe(Topic<K, V> topic, @Nullable K key, @Nullable V value) {
    TestInputTopic<K, V> in =
        driver.createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer());
    in.pipeInput(key, value);
  }

  private Suspicion newest() {
    return newest(CLIENT);
  }

  private Suspicion newest(ClientId id) {
    out.readKeyValuesToList().forEach(record -> seen.put(record.key, record.value));
    return requireNonNull(seen.get(id));
  }
}
