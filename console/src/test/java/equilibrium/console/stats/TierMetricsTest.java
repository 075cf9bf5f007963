package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.shape.Tiers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TierMetricsTest {
  private static final Instant MADE = Instant.ofEpochSecond(1_800_000_000);

  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicReference<@Nullable Tiers> newest = new AtomicReference<>();

  TierMetricsTest() {
    new TierMetrics(metrics, newest::get).register();
  }

  @Test
  void withoutAPictureNoFigureIsANumber() {
    assertThat(metrics.getMeters()).hasSize(4 + 3 + 10 + 1);
    assertThat(value("equilibrium_tier_clients", "tier", "0")).isNaN();
    assertThat(value("equilibrium_tier_cut_points", "tier", "3")).isNaN();
    assertThat(value("equilibrium_score_clients", "from", "900")).isNaN();
    assertThat(value("equilibrium_tier_cuts_timestamp_seconds")).isNaN();
  }

  @Test
  void theNewestPictureIsShown() {
    newest.set(tiers(List.of(100.5, 200.0, 300.0)));

    assertThat(value("equilibrium_tier_clients", "tier", "0")).isZero();
    assertThat(value("equilibrium_tier_clients", "tier", "1")).isEqualTo(2);
    assertThat(value("equilibrium_tier_clients", "tier", "2")).isEqualTo(5 + 7);
    assertThat(value("equilibrium_tier_clients", "tier", "3")).isZero();
    assertThat(value("equilibrium_tier_cut_points", "tier", "1")).isEqualTo(100.5);
    assertThat(value("equilibrium_tier_cut_points", "tier", "3")).isEqualTo(300);
    assertThat(value("equilibrium_score_clients", "from", "0")).isEqualTo(3 + 4);
    assertThat(value("equilibrium_score_clients", "from", "100")).isEqualTo(6);
    assertThat(value("equilibrium_score_clients", "from", "900")).isEqualTo(2);
    assertThat(value("equilibrium_tier_cuts_timestamp_seconds")).isEqualTo(1_800_000_000);
  }

  @Test
  void withoutCutsClientsAreShownAllTheSame() {
    newest.set(tiers(List.of()));

    assertThat(value("equilibrium_tier_clients", "tier", "2")).isEqualTo(12);
    assertThat(value("equilibrium_tier_cut_points", "tier", "1")).isNaN();
    assertThat(value("equilibrium_tier_cuts_timestamp_seconds")).isNaN();
  }

  private double value(String name, String... tags) {
    return metrics.get(name).tags(tags).gauge().value();
  }

  private static Tiers tiers(List<Double> cuts) {
    var history =
        cuts.isEmpty()
            ? List.<Tiers.Cut>of()
            : List.of(
                new Tiers.Cut(2, MADE, 200, false, cuts),
                new Tiers.Cut(1, MADE.minusSeconds(600), 200, false, cuts));
    return new Tiers(
        MADE,
        1,
        null,
        null,
        null,
        cuts,
        List.of(
            new Tiers.Group(1, "key", 2),
            new Tiers.Group(2, "key", 5),
            new Tiers.Group(2, "address", 7)),
        List.of(
            new Tiers.Bucket(0, 24, 3),
            new Tiers.Bucket(75, 99, 4),
            new Tiers.Bucket(100, 124, 6),
            new Tiers.Bucket(975, 1_000, 2)),
        history);
  }
}
