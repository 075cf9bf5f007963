package equilibrium.anomaly.attribution.run;

import equilibrium.anomaly.attribution.Attribution;
import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.anomaly.episode.Collusion;
import equilibrium.anomaly.episode.CollusionLimits;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that is computed over the episodes of a window. Episodes may be added in any order.
 */
public final class Batch {
  /** The rules that are decided here. */
  public static final Set<String> RULES = Set.of("A2", "A3", "A5", "X1", "Y2");

  private final Shadow shadow;
  private final Attribution imbalance;
  private final Attribution discarded;
  private final Collusion collusion = new Collusion(CollusionLimits.V1);

  /** What came out; counts are those of the attribution of imbalance. */
  public record Result(int episodes, int clients, List<Anomaly> findings) {}

  /**
   * Without episodes yet.
   *
   * @param shadow rules whose findings are without effect
   */
  public Batch(AttributionRules rules, Shadow shadow) {
    this.shadow = shadow;
    this.imbalance = new Attribution(rules, shadow);
    this.discarded = Attribution.ofDiscarded(AttributionRules.POISON_V2, shadow);
  }

  /**
   * Adds an episode.
   *
   * @param at where it lies in swarm-episodes
   */
  public void add(SwarmEpisode episode, Position at) {
    imbalance.add(episode, at);
    discarded.add(episode, at);
    collusion.add(episode, at);
  }

  /**
   * Computes the findings. The instance cannot be used after that.
   *
   * @param untilMs effective time that they carry
   */
  public Result result(long untilMs) {
    var attributed = imbalance.result(untilMs);
    var findings =
        Stream.of(
                attributed.findings(),
                discarded.result(untilMs).findings(),
                collusion.findings(untilMs, shadow))
            .flatMap(List::stream)
            .toList();
    return new Result(attributed.episodes(), attributed.clients(), findings);
  }
}
