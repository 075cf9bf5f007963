package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.log.LogEnds.Ends;
import equilibrium.ingress.spool.Checkpoint;
import equilibrium.ingress.spool.Checkpoint.Acknowledged;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AcknowledgedOffsetsTest {
  private final AcknowledgedOffsets offsets =
      new AcknowledgedOffsets(new Checkpoint(0, 0, "topic", Map.of(2, new Acknowledged(5, 70))));

  @Test
  void theHighestOffsetOfEachPartitionIsKeptWithItsTime() {
    offsets.add(0, 3, 50);
    offsets.add(2, 9, 90);
    offsets.add(2, 8, 80);

    assertThat(offsets.highest())
        .isEqualTo(Map.of(0, new Acknowledged(3, 50), 2, new Acknowledged(9, 90)));
    assertThat(offsets.checkpoint(4).acknowledged()).isEqualTo(offsets.highest());
  }

  @Test
  void aLogThatEndsBeforeAnAcknowledgedEventHasLostIt() {
    assertThat(isLost("topic", Map.of(2, 6L), Map.of())).isFalse();
    assertThat(isLost("topic", Map.of(2, 5L), Map.of())).isTrue();
    assertThat(isLost("another", Map.of(2, 6L), Map.of())).isTrue();
  }

  @Test
  void aNewerEventThatIsNotBehindAnAcknowledgedOneHasTakenItsPlace() {
    assertThat(isLost("topic", Map.of(2, 20L), Map.of(2, 6L))).isFalse();
    assertThat(isLost("topic", Map.of(2, 20L), Map.of(2, 5L))).isTrue();
    assertThat(isLost("topic", Map.of(2, 20L), Map.of(2, 1L))).isTrue();
  }

  @Test
  void afterALossItGoesOnWithWhatTheLogHas() {
    offsets.follow(new Ends("topic", Map.of(2, 20L), Map.of(2, 1L)), true);

    assertThat(offsets.highest()).isEqualTo(Map.of(2, new Acknowledged(19, 0)));
  }

  private boolean isLost(String topic, Map<Integer, Long> next, Map<Integer, Long> newer) {
    return offsets.isLost(offsets.highest(), new Ends(topic, next, newer));
  }
}
