package equilibrium.scoring.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What scoring counts for operators. A transaction that is made again counts again. */
public final class ScoreCounts {
  private final Counter changes;
  private final Counter cuts;
  private final Counter rises;
  private final Counter falls;

  /** A program that is started again goes on with the counts of the former one. */
  public ScoreCounts(MeterRegistry metrics) {
    this.changes =
        Counter.builder("equilibrium_score_changes_total")
            .description("Changes of clients' scores, or of whether they are counted for the cuts")
            .register(metrics);
    this.cuts =
        Counter.builder("equilibrium_tier_cuts_made_total")
            .description("Times that the cuts between tiers were made, changed or not")
            .register(metrics);
    this.rises = tierChanges("up", metrics);
    this.falls = tierChanges("down", metrics);
  }

  private static Counter tierChanges(String direction, MeterRegistry metrics) {
    return Counter.builder("equilibrium_tier_changes_total")
        .description("Changes of clients' tiers, by direction")
        .tag("direction", direction)
        .register(metrics);
  }

  void scoreChanged() {
    changes.increment();
  }

  void cutsMade() {
    cuts.increment();
  }

  /** Counts a client's tier if it differs from the one before. */
  void tier(int before, int after) {
    if (after > before) {
      rises.increment();
    } else if (after < before) {
      falls.increment();
    }
  }
}
