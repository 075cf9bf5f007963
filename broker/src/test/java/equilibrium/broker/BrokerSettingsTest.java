package equilibrium.broker;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topic.Kept;
import equilibrium.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

/** What Kafka makes of the settings that a lone broker depends on. */
class BrokerSettingsTest {
  private static final Path COMPOSE = Path.of("..", "docker", "compose.yaml");
  private static final Pattern SEGMENT_BYTES =
      Pattern.compile("KAFKA_OFFSETS_TOPIC_SEGMENT_BYTES: (\\d+)");

  private final KafkaConfig config =
      KafkaConfig.fromProps(BrokerSettings.of(Path.of("kafka"), 1001, 1002), false);

  @Test
  void aMachineThatStallsKeepsItsBroker() {
    assertThat(config.getInt("broker.session.timeout.ms")).isEqualTo(30_000);
  }

  /** Of a larger segment Kafka 4.3 may load a part only, and a group then stands still for ever. */
  @Test
  void segmentsOfGroupPositionsFitIntoTheBufferThatLoadsThem() throws IOException {
    int buffer = config.getInt("offsets.load.buffer.size");

    assertThat(config.getInt("offsets.topic.segment.bytes")).isLessThan(buffer);
    var ofCompose = SEGMENT_BYTES.matcher(Files.readString(COMPOSE));
    assertThat(ofCompose.find()).isTrue();
    assertThat(Integer.parseInt(ofCompose.group(1))).isLessThan(buffer);
  }

  @Test
  void positionsOutliveTheAnnouncesThatAreKept() {
    var kept = Duration.ofMinutes(config.getInt("offsets.retention.minutes"));

    assertThat(Topics.ANNOUNCES.kept())
        .isInstanceOfSatisfying(
            Kept.For.class, announces -> assertThat(kept).isGreaterThan(announces.age()));
  }

  @Test
  void aPowerCutCostsTheRecordsOfSomeSecondsAtMost() {
    long heldMs = config.getLong("log.flush.interval.ms");
    long checkedMs = config.getLong("log.flush.scheduler.interval.ms");
    long afterStartMs = config.getLong("log.initial.task.delay.ms");

    assertThat(Duration.ofMillis(heldMs + checkedMs + afterStartMs))
        .isLessThan(Duration.ofSeconds(10));
  }
}
