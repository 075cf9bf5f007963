package equilibrium.anomaly.attribution;

import equilibrium.anomaly.attribution.AttributionRules.Rows;
import equilibrium.anomaly.attribution.Equation.View;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Attributes the imbalance of settled episodes to clients (docs/policy.md 3.4). Episodes may be
 * added in any order: the findings are the same, bit for bit. An episode that comes twice counts
 * once, and so do the two hashes of a hybrid torrent.
 */
public final class Attribution {
  private final AttributionRules rules;
  private final Shadow shadow;
  private final Source source;
  private final Columns numbers = new Columns();
  private final Clients clients = new Clients();
  private final Hybrids hybrids = new Hybrids();
  private final PriorityQueue<Equation> equations = new PriorityQueue<>(Equation.OLDEST_FIRST);
  private long entries;

  /**
   * What came out.
   *
   * @param episodes that counted
   * @param clients that had a column
   * @param findings by client id and rule: A2 or A5, and A3; or X1
   */
  public record Result(int episodes, int clients, List<Anomaly> findings) {}

  /**
   * Without episodes yet.
   *
   * @param shadow rules whose findings are without effect
   */
  public Attribution(AttributionRules rules, Shadow shadow) {
    this(rules, shadow, Equation::of);
  }

  private Attribution(AttributionRules rules, Shadow shadow, Source source) {
    this.rules = rules;
    this.shadow = shadow;
    this.source = source;
  }

  /** Attributes discarded bytes to uploaders instead, rule X1. */
  public static Attribution ofDiscarded(AttributionRules rules, Shadow shadow) {
    return new Attribution(rules, shadow, PoisonEquation::of);
  }

  /** Makes equations; null: the episode does not count. */
  @FunctionalInterface
  private interface Source {
    @Nullable Equation of(SwarmEpisode episode, Position at, Columns numbers, Rows rules);
  }

  /**
   * The result of a list, for exported history. Positions of its episodes are their places in the
   * list, in partition 0.
   */
  public static Result of(List<SwarmEpisode> episodes, long untilMs) {
    var attribution = new Attribution(AttributionRules.V2, Shadow.ALL);
    for (int i = 0; i < episodes.size(); i++) {
      attribution.add(episodes.get(i), new Position(0, (long) i));
    }
    return attribution.result(untilMs);
  }

  /**
   * Adds an episode.
   *
   * @param at where it lies in swarm-episodes
   */
  public void add(SwarmEpisode episode, Position at) {
    hybrids.add(episode);
    var equation = source.of(episode, at, numbers, rules.rows());
    if (equation == null) {
      return;
    }
    episode.getClaims().forEach(clients::add);
    equations.add(equation);
    entries += equation.row().columns().length;
    while (equations.size() > rules.rows().mostRows() || entries > rules.rows().mostEntries()) {
      entries -= equations.remove().row().columns().length;
    }
  }

  /**
   * Solves the regression. The instance cannot be used after that.
   *
   * @param untilMs effective time that the findings carry
   */
  public Result result(long untilMs) {
    int[] ranks = numbers.ranks();
    var columns = numbers.sorted();
    var all = ordered(ranks);
    boolean partlySeen = lacksReceivers(all);
    var ordered = partlySeen ? asPartlySeen(all) : all;
    var fit = rules.fit();
    var rows = ordered.stream().map(Equation::row).toList();
    var regression = new Regression(rows, columns.size(), fit.deviation());
    double[] penalised = regression.solve(fit.penalty(), fit.iterations());
    var refit = Refit.of(regression.rows(), penalised, fit);
    var accusations = new Accusations(rules, regression.lengths(), refit);
    var found = accusations.of(columns, ordered);
    var records = new AccusationRecords(rules, clients, ordered.size(), partlySeen);
    return new Result(
        ordered.size(),
        (int) columns.stream().map(Column::clientId).distinct().count(),
        found.stream().map(each -> records.record(each, untilMs, shadow)).toList());
  }

  private List<Equation> ordered(int[] ranks) {
    var ordered = new ArrayList<Equation>(equations.size());
    var repeating = hybrids.repeating();
    while (!equations.isEmpty()) {
      var next = equations.remove().renumbered(ranks);
      boolean isRepeated = !ordered.isEmpty() && ordered.getLast().isSame(next);
      if (!isRepeated && !repeating.contains(next.infoHash())) {
        ordered.add(next);
      }
    }
    return ordered;
  }

  private static List<Equation> asPartlySeen(List<Equation> all) {
    return all.stream()
        .filter(each -> each.view() != View.NO_RECEIVER)
        .map(Equation::asPartlySeen)
        .toList();
  }

  /** Whether announces show so little of public swarms that receivers are often missing. */
  private boolean lacksReceivers(List<Equation> ordered) {
    long seen = ordered.stream().filter(each -> each.view() == View.PARTIAL).count();
    long without = ordered.stream().filter(each -> each.view() == View.NO_RECEIVER).count();
    return without > rules.rows().mostUnreceived() * (seen + without);
  }
}
