package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.live.Hub;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttentionTest {
  private final AtomicLong nowNs = new AtomicLong(7);
  private final Hub hub = new Hub(1);
  private final Attention attention = new Attention(hub, nowNs::get);

  @Test
  void aQuestionCountsForSomeSeconds() {
    passes(Duration.ofSeconds(14));
    assertThat(attention.isPaid()).isTrue();
    passes(Duration.ofSeconds(1));
    assertThat(attention.isPaid()).isFalse();

    attention.asked();
    assertThat(attention.isPaid()).isTrue();
  }

  @Test
  void aViewerCountsWhileItIsThere() {
    passes(Duration.ofHours(1));
    try (var _ = hub.subscribe("token", null)) {
      assertThat(attention.isPaid()).isTrue();
    }
    assertThat(attention.isPaid()).isFalse();
  }

  private void passes(Duration time) {
    nowNs.addAndGet(time.toNanos());
  }
}
