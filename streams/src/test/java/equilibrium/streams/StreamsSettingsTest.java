package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {
  private static final KafkaSettings KAFKA =
      new KafkaSettings(
          Map.of("bootstrap.servers", "broker:9092", "security.protocol", "SSL"), 64, 3);

  @Test
  void anOperatorsSettingIsOverTheProgramsAndThatIsOverTheModules() {
    var settings =
        settings(
            Map.of("commit.interval.ms", 250, "producer.compression.type", "zstd"),
            Map.of("commit.interval.ms", "20"));

    assertThat(settings)
        .containsEntry("commit.interval.ms", "20")
        .containsEntry("producer.compression.type", "zstd")
        .containsEntry("producer.batch.size", 65_536)
        .containsEntry("security.protocol", "SSL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processing.guarantee",
        "application.id",
        "client.id",
        "state.dir",
        "num.stream.threads",
        "topology.optimization",
        "ensure.explicit.internal.resource.naming",
        "deserialization.exception.handler",
        "processing.exception.handler",
        "errors.dead.letter.queue.topic.name",
        "main.consumer.auto.offset.reset",
        "topic.message.timestamp.type"
      })
  void noOperatorChangesWhatTheGuaranteesNeed(String key) {
    var own = settings(Map.of(), Map.of());

    var settings = settings(Map.of(), Map.of(key, "other"));

    assertThat(settings).isEqualTo(own);
    assertThatThrownBy(() -> operators(key)).isInstanceOf(Fault.class).hasMessageContaining(key);
  }

  @Test
  void otherSettingsPass() {
    assertThat(operators("num.standby.replicas")).containsOnlyKeys("num.standby.replicas");
  }

  @Test
  void kafkaStreamsUnderstandsThem() {
    var understood = new StreamsConfig(settings(StoreMemory.limitedTo(64), Map.of()));

    assertThat(understood.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    assertThat(understood.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(2);
    assertThat(understood.getMainConsumerConfigs("group", "client", 0))
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("session.timeout.ms", 8_000)
        .containsEntry("heartbeat.interval.ms", 2_500);
    assertThat(understood.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
  }

  @Test
  void aNewProcessGetsItsShareOfManyTasksWithinMinutes() {
    assertThat(settings(Map.of(), Map.of()))
        .containsEntry("max.warmup.replicas", 32)
        .containsEntry("acceptable.recovery.lag", 100_000L)
        .containsEntry("probing.rebalance.interval.ms", 60_000);
  }

  @Test
  void aChangelogIsCompactedInSegmentsThatARestoreReadsSoon() {
    assertThat(settings(Map.of(), Map.of())).containsEntry("topic.segment.bytes", 64 << 20);
  }

  @Test
  void aSingleBrokerMeansASingleProcess() {
    var single = new KafkaSettings(Map.of("bootstrap.servers", "broker:9092"), 8, 1);
    var settings =
        new StreamsSettings("test", 1, Path.of("state"), Map.of(), Map.of()).over(single);

    assertThat(settings)
        .containsEntry("num.standby.replicas", 0)
        .containsEntry("main.consumer.session.timeout.ms", 15_000);
  }

  @Test
  void aTransactionOutlivesTwoCommitIntervals() {
    assertThat(settings(Map.of("commit.interval.ms", 250), Map.of()))
        .containsEntry("producer.transaction.timeout.ms", 8_000);
    assertThat(settings(Map.of("commit.interval.ms", 30_000L), Map.of()))
        .containsEntry("producer.transaction.timeout.ms", 60_000);
  }

  @Test
  void aProcessHasANameInItsGroupUnlessTheProtocolKnowsNone() {
    var classic = new StreamsSettings("test", 1, Path.of("state"), Map.of(), Map.of());
    var other =
        new StreamsSettings(
            "test", 1, Path.of("state"), Map.of(), Map.of("group.protocol", "streams"));

    assertThat(classic.memberOf(7)).containsEntry("main.consumer.group.instance.id", "node-7");
    assertThat(other.memberOf(7)).isEmpty();
  }

  @Test
  void internalTopicsAreSafeFromThreeReplicasOn() {
    var single = new KafkaSettings(Map.of(), 8, 1);

    assertThat(settings(Map.of(), Map.of())).containsEntry("topic.min.insync.replicas", "2");
    assertThat(new StreamsSettings("test", 1, Path.of("state"), Map.of(), Map.of()).over(single))
        .containsEntry("replication.factor", 1)
        .doesNotContainKey("topic.min.insync.replicas");
  }

  private static Properties settings(Map<String, Object> defaults, Map<String, String> operators) {
    return new StreamsSettings("test", 2, Path.of("state"), defaults, operators).over(KAFKA);
  }

  private static Map<String, String> operators(String key) {
    var settings = new Settings(null, Map.of(), Map.of("test.streams." + key, "other"));
    var operators = StreamsSettings.operators(settings, "test");
    settings.verify();
    return operators;
  }
}
