package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {

  @Test
  void theNewestPointsStay() {
    var ring = new Ring(3);

    for (int second = 1; second <= 5; second++) {
      ring.add(second, 10 * second);
    }

    assertThat(ring.points(0, 100, 1))
        .containsExactly(List.of(3.0, 30.0), List.of(4.0, 40.0), List.of(5.0, 50.0));
    assertThat(ring.points(4, 4, 1)).containsExactly(List.of(4.0, 40.0));
    assertThat(ring.points(0, 100, 2)).containsExactly(List.of(3.0, 30.0), List.of(5.0, 50.0));
  }
}
