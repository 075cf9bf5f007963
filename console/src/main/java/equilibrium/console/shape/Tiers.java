package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients by tier, and the scores that part the tiers. Scores and cuts are points, 0 to 1000.
 *
 * @param tookMs how long it took to compute
 * @param epoch of the cuts in force; null: none yet
 * @param population clients that were counted for them
 * @param provisional whether too few were eligible, so that all active ones were counted
 * @param cuts three scores; empty: none yet
 * @param history the newest cuts, newest first
 */
public record Tiers(
    Instant asOf,
    long tookMs,
    @Nullable Long epoch,
    @Nullable Long population,
    @Nullable Boolean provisional,
    List<Double> cuts,
    List<Group> clients,
    List<Bucket> histogram,
    List<Cut> history) {
  /** Clients of one tier whose id comes from the same kind of thing. */
  public record Group(int tier, String identity, long clients) {}

  /**
   * Clients whose scores lie in a range.
   *
   * @param from first score
   * @param to last score
   */
  public record Bucket(int from, int to, long clients) {}

  /** The cuts of one evaluation. */
  public record Cut(
      long epoch, Instant at, long population, @Nullable Boolean provisional, List<Double> cuts) {
    public Cut {
      cuts = List.copyOf(cuts);
    }
  }

  public Tiers {
    cuts = List.copyOf(cuts);
    clients = List.copyOf(clients);
    histogram = List.copyOf(histogram);
    history = List.copyOf(history);
  }
}
