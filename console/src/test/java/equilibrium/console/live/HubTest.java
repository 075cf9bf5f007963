package equilibrium.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HubTest {
  private final Hub hub = new Hub(2);

  @Test
  void sixteenEventsWaitForAViewerAndOneMoreCutsItOff() {
    var cut = new AtomicBoolean();
    var viewer = hub.subscribe("desk", null);
    viewer.onCut(() -> cut.set(true));

    for (int i = 0; i < 16; i++) {
      hub.publish("stats", Map.of("number", i));
    }
    assertThat(hub.viewers()).isEqualTo(1);
    assertThat(cut).isFalse();

    hub.publish("stats", Map.of("number", 16));
    assertThat(hub.viewers()).isZero();
    assertThat(cut).isTrue();
    assertThat(viewer.isEnded()).isTrue();
  }

  @Test
  void aViewerThatTakesItsEventsIsNotCutOff() throws Exception {
    try (var viewer = hub.subscribe("desk", null)) {
      for (int i = 0; i < 100; i++) {
        hub.publish("stats", Map.of("number", i));
        assertThat(viewer.next(Duration.ZERO)).contains("{\"number\":%d}".formatted(i));
      }
      assertThat(hub.viewers()).isEqualTo(1);
    }
  }
}
