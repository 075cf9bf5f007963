package equilibrium.broker;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topic.Kept;
import equilibrium.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka makes of the settings that a lone broker depends on. */
class BrokerSettingsTest {
  private static final Path COMPOSE = Path.of("..", "docker", "compose.yaml");

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
    assertThat(ofCompose("offsets.topic.segment.bytes")).isLessThan(buffer);
  }

  /** The number that the broker of the compose set-up has for a setting. */
  private static long ofCompose(String setting) throws IOException {
    var name = "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    var found = Pattern.compile(name + ": (\\d+)").matcher(Files.readString(COMPOSE));
    assertThat(found.find()).as(name).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  void positionsOutliveTheAnnouncesThatAreKept() {
    var kept = Duration.ofMinutes(config.getInt("offsets.retention.minutes"));

    assertThat(Topics.ANNOUNCES.kept())
        .isInstanceOfSatisfying(
            Kept.For.class, announces -> assertThat(kept).isGreaterThan(announces.age()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log.flush.interval.ms",
        "log.flush.scheduler.interval.ms",
        "log.initial.task.delay.ms"
      })
  void theBrokerOfComposeIsFlushedAsOften(String setting) throws IOException {
    assertThat(ofCompose(setting)).isEqualTo(config.getLong(setting));
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
