package equilibrium.scoring.stream;

import static equilibrium.scoring.stream.Announces.HOUR;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Tick;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ticks among contributions. */
class CopyTicksTest {
  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  CopyTicksTest(@TempDir Path data) {
    log = new Log(data);
  }

  @Test
  void aTickFollowsTheContributionsBeforeIt() {
    log.append(announces.by(seeds(0, 0)));
    log.tick(30);
    log.append(announces.by(seeds(60, 5)));

    var written = log.output(Topics.CONTRIBUTIONS).readRecordsToList();

    assertThat(written)
        .extracting(record -> record.value().getClass().getSimpleName())
        .containsExactly("Contribution", "Tick", "Contribution");
    assertThat(written.get(1).key()).isNull();
    assertThat(written.get(1).value()).isEqualTo(new Tick(1L, START_MS + 30_000));
  }

  /** One node's clock is a day ahead. */
  @Test
  void itsTimeIsTheEffectiveOne() {
    var ahead = new Tick(1L, START_MS + 24 * HOUR * 1_000);
    log.driver
        .createInputTopic(
            "announces", Topics.ANNOUNCES.key().serializer(), Topics.ANNOUNCES.value().serializer())
        .pipeInput(new TestRecord<>(null, ahead, Instant.ofEpochMilli(START_MS)));

    assertThat(log.read(Topics.CONTRIBUTIONS)).containsExactly(new Tick(1L, START_MS + 5_000));
  }
}
