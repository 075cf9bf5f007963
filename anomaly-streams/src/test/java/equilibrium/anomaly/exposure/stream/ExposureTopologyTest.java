package equilibrium.anomaly.exposure.stream;

import static equilibrium.anomaly.exposure.Swarm.announce;
import static equilibrium.anomaly.exposure.Swarm.at;
import static equilibrium.anomaly.exposure.Swarm.handOut;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.Tick;
import equilibrium.streams.store.StateStores;
import equilibrium.testing.event.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExposureTopologyTest {
  private static final InterventionKey KEY = new InterventionKey(Ids.infoHash(1), Ids.clientId(5));

  private TopologyTestDriver driver;
  private TestOutputTopic<InterventionKey, Intervention> out;

  @BeforeEach
  void open() {
    var builder = new StreamsBuilder();
    ExposureTopology.add(
        builder, new ExposureSettings(TimeScale.REAL, false, "t.example"), StateStores.onDisk());
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "exposure-test");
    driver = new TopologyTestDriver(builder.build(), settings, Instant.ofEpochMilli(at(0)));
    out =
        driver.createOutputTopic(
            "interventions",
            Topics.INTERVENTIONS.key().deserializer(),
            Topics.INTERVENTIONS.value().deserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void anExposedClientIsWarnedAsSoonAsTheSuspectIsQuarantined() {
    expose();
    assertThat(out.isEmpty()).isTrue();

    suspect(3, true, 1_440);
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    var warning = out.readKeyValue();
    assertThat(warning.key).isEqualTo(KEY);
    assertThat(warning.value.getText())
        .isEqualTo("Block 203.0.113.7 (bad client) t.example/c/ab12cd34");
    assertThat(warning.value.getUntilMs()).isEqualTo(at(1_440));
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void aSuspicionThatIsNotEnforcedWarnsNobody() {
    expose();

    suspect(3, false, 1_440);
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void aWarningEndsInTimeWhereNobodyAnnounces() {
    expose();
    suspect(3, true, 120);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    out.readKeyValuesToList();

    pipe(Topics.ANNOUNCES, null, new Tick(1L, at(121)), 121);
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    var ended = out.readKeyValue();
    assertThat(ended.key).isEqualTo(KEY);
    assertThat(ended.value).isNull();
  }

  @Test
  void clientsInOtherSwarmsShareTheAddressToo() {
    expose();
    for (int client = 20; client < 23; client++) {
      var elsewhere =
          announce(client, "203.0.113.7", 7_000 + client, 40)
              .setInfoHash(Ids.infoHash(client))
              .build();
      pipe(Topics.ANNOUNCES, elsewhere.getInfoHash(), elsewhere, 40);
    }

    suspect(3, true, 1_440);
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(out.readValue().getText())
        .isEqualTo("Block 203.0.113.7:6881 (bad client) t.example/c/ab12cd34");
  }

  @Test
  void aWithdrawnSuspicionEndsTheWarning() {
    expose();
    suspect(3, true, 1_440);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    out.readKeyValuesToList();

    pipe(Topics.SUSPICIONS, Ids.clientId(3), null, 60);
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(out.readKeyValuesToMap()).containsEntry(KEY, null);
  }

  /** Client 3 is watched, and client 5 gets it. */
  private void expose() {
    suspect(1, true, 0);
    var announced = announce(3, "203.0.113.7", 6881, 0).build();
    pipe(Topics.ANNOUNCES, announced.getInfoHash(), announced, 0);
    var given = handOut(5, "203.0.113.7", 6881, 30);
    pipe(Topics.HAND_OUTS, given.getInfoHash(), given, 30);
    var again = announce(3, "203.0.113.7", 6881, 50).build();
    pipe(Topics.ANNOUNCES, again.getInfoHash(), again, 50);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
  }

  private void suspect(int level, boolean enforced, long untilMinutes) {
    var suspicion =
        Suspicion.newBuilder()
            .setClientId(Ids.clientId(3))
            .setAtMs(at(0))
            .setWeight(7_000)
            .setLevel(level)
            .setBroken(false)
            .setFamilies(List.of())
            .setTorrents(3)
            .setCases(List.of())
            .setRulesVersion(1)
            .setIdentity(Identity.KEY)
            .setCaseId("C-ab12cd34ef56ab12cd34")
            .setCaseState(CaseState.OPEN)
            .setEnforced(enforced)
            .setUntilMs(untilMinutes == 0 ? 0 : at(untilMinutes))
            .build();
    pipe(Topics.SUSPICIONS, Ids.clientId(3), suspicion, 0);
  }

  private <K, V> void pipe(Topic<K, V> topic, @Nullable K key, @Nullable V value, long minutes) {
    driver
        .createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer())
        .pipeInput(key, value, at(minutes));
  }
}
