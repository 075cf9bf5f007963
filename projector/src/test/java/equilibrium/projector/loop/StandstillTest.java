package equilibrium.projector.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static final TopicPartition ANNOUNCES = new TopicPartition("announces", 0);

  private final Standstill standstill = new Standstill(Duration.ofSeconds(60));

  @Test
  void offsetsThatStandForAMinuteWhileTheLogHasMoreAreSeen() {
    assertThat(at(0, 5, 7)).isFalse();
    assertThat(at(59, 5, 9)).isFalse();
    assertThat(at(60, 5, 9)).isTrue();
  }

  @Test
  void aLogWithoutMoreIsNoStandstill() {
    at(0, 5, 5);

    assertThat(at(100, 5, 5)).isFalse();
    assertThat(at(101, 5, 6)).isFalse();
    assertThat(at(160, 5, 6)).isFalse();
    assertThat(at(161, 5, 6)).isTrue();
  }

  @Test
  void anOffsetThatMovesBeginsTheMinuteAnew() {
    at(0, 5, 9);

    assertThat(at(59, 6, 9)).isFalse();
    assertThat(at(118, 6, 9)).isFalse();
    assertThat(at(119, 6, 9)).isTrue();
  }

  @Test
  void timeWithoutAnAnswerDoesNotCount() {
    at(0, 5, 9);

    standstill.moved();

    assertThat(at(61, 5, 9)).isFalse();
    assertThat(at(121, 5, 9)).isTrue();
  }

  @Test
  void aPartitionThatWasNeverProjectedStandsToo() {
    standstill.at(0, Map.of(), Map.of(ANNOUNCES, 3L));

    assertThat(standstill.at(60_000_000_000L, Map.of(), Map.of(ANNOUNCES, 3L))).isTrue();
  }

  private boolean at(long seconds, long projected, long end) {
    return standstill.at(
        Duration.ofSeconds(seconds).toNanos(),
        Map.of(ANNOUNCES, projected),
        Map.of(ANNOUNCES, end));
  }
}
