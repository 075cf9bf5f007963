package equilibrium.console.stats;

import equilibrium.console.shape.Tiers;
import equilibrium.schemas.Tier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows a picture of the tiers to Prometheus; while there is none, no figure is a number. */
final class TierMetrics {
  /** Points of a bar of the histogram. */
  private static final int BAR = 100;

  private static final int BARS = 10;
  private static final double MS_PER_SECOND = 1_000;

  private final MeterRegistry metrics;
  private final Supplier<@Nullable Tiers> newest;

  /**
   * Shows nothing yet.
   *
   * @param newest the newest picture; null: none yet
   */
  TierMetrics(MeterRegistry metrics, Supplier<@Nullable Tiers> newest) {
    this.metrics = metrics;
    this.newest = newest;
  }

  void register() {
    for (int tier = 0; tier <= Tier.HIGHEST; tier++) {
      int of = tier;
      tagged("equilibrium_tier_clients", "Clients, by tier", "tier", tier, it -> clients(it, of));
    }
    for (int tier = 1; tier <= Tier.HIGHEST; tier++) {
      int cut = tier - 1;
      tagged(
          "equilibrium_tier_cut_points",
          "Points that lead to a tier",
          "tier",
          tier,
          it -> it.cuts().size() > cut ? it.cuts().get(cut) : Double.NaN);
    }
    for (int bar = 0; bar < BARS; bar++) {
      int from = bar * BAR;
      tagged(
          "equilibrium_score_clients",
          "Clients, by the hundred in which their score lies",
          "from",
          from,
          it -> scored(it, from));
    }
    Gauge.builder("equilibrium_tier_cuts_timestamp_seconds", () -> value(TierMetrics::madeAt))
        .description("When the newest cuts that differ from those before were made, since 1970")
        .register(metrics);
  }

  private void tagged(
      String name, String description, String tag, int value, ToDoubleFunction<Tiers> of) {
    Gauge.builder(name, () -> value(of))
        .description(description)
        .tag(tag, Integer.toString(value))
        .register(metrics);
  }

  private double value(ToDoubleFunction<Tiers> of) {
    var tiers = newest.get();
    return tiers == null ? Double.NaN : of.applyAsDouble(tiers);
  }

  private static double clients(Tiers tiers, int tier) {
    return tiers.clients().stream()
        .filter(group -> group.tier() == tier)
        .mapToLong(Tiers.Group::clients)
        .sum();
  }

  /** The last bar has the clients with all points too. */
  private static double scored(Tiers tiers, int from) {
    return tiers.histogram().stream()
        .filter(bucket -> bucket.from() >= from && bucket.from() < from + BAR)
        .mapToLong(Tiers.Bucket::clients)
        .sum();
  }

  private static double madeAt(Tiers tiers) {
    return tiers.history().isEmpty()
        ? Double.NaN
        : tiers.history().getFirst().at().toEpochMilli() / MS_PER_SECOND;
  }
}
