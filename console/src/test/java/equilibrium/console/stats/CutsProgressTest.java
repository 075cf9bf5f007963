package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CutsProgressTest {
  private final CutsProgress cuts = new CutsProgress();

  @Test
  void theTimeBeginsWithTheFirstChangeThatIsNotRead() {
    cuts.see(at(0), 11, 12);
    cuts.see(at(5_000), 11, 12);
    assertThat(cuts.seconds(at(5_000))).isZero();

    cuts.see(at(6_000), 11, 14);
    cuts.see(at(7_000), 11, 16);

    assertThat(cuts.seconds(at(9_601))).isEqualTo(3_601);
  }

  @Test
  void aTaskThatReadsIsNotLate() {
    cuts.see(at(0), 11, 12);
    cuts.see(at(1), 11, 90);
    cuts.see(at(3_599), 12, 95);
    assertThat(cuts.seconds(at(3_700))).isZero();

    cuts.see(at(3_700), 12, 96);
    assertThat(cuts.seconds(at(3_701))).isEqualTo(1);
  }

  @Test
  void whileKafkaIsAwayNobodyIsLate() {
    cuts.see(at(0), 11, 12);
    cuts.see(at(1), 11, 13);

    cuts.forget();

    assertThat(cuts.seconds(at(9_000))).isZero();
    cuts.see(at(9_000), 11, 13);
    assertThat(cuts.seconds(at(9_000))).isZero();
  }

  @Test
  void theTopicIsThatOfScoring() throws Exception {
    var topology = Path.of("../scoring-streams/src/test/resources/scoring-topology.txt");

    assertThat(Files.readString(topology))
        .contains("Source: score-changes-repartition-source (topics: [score-changes-repartition])");
    assertThat(LogWatch.SCORE_CHANGES).isEqualTo("-score-changes-repartition");
  }

  private static long at(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
