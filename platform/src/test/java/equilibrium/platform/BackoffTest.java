package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  @Test
  void eachWaitIsTwiceTheOneBeforeUpToTheLongest() {
    var waits = LongStream.range(0, 8).mapToObj(minute -> failedAt(minute * 60)).toList();

    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void threadsThatFailWithinOneWaitWaitAlike() {
    failedAt(0);
    failedAt(10);

    assertThat(failedAt(11)).isEqualTo(2);
    assertThat(failedAt(12)).isEqualTo(4);
  }

  @Test
  void afterASteadyTimeItBeginsAgain() {
    failedAt(0);
    failedAt(10);

    assertThat(failedAt(400)).isEqualTo(1);
  }

  private long failedAt(long second) {
    return backoff.failed(Duration.ofSeconds(second).toNanos()).toSeconds();
  }
}
