package equilibrium.anomaly.attribution;

import equilibrium.anomaly.finding.Findings;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients that a refit accuses, and the episodes that speak most for it. */
final class Accusations {
  /**
   * One accused client.
   *
   * @param column who, of what
   * @param share the coefficient: how much of its uploads is fabricated, or of a torrent's size
   *     hidden
   * @param t the coefficient in standard errors
   * @param sigma standard deviation of a residual
   * @param torrents swarms of the episodes
   * @param wholeTorrents those of them whose peers all announce here
   * @param reporters clients that report discarded bytes there
   * @param sinceMs start of its first episode
   * @param rows its episodes
   * @param episodes positions of those that speak most for it, in the order of the log
   */
  record Accused(
      Column column,
      double share,
      double t,
      double sigma,
      int torrents,
      int wholeTorrents,
      int reporters,
      long sinceMs,
      int rows,
      List<Position> episodes) {}

  private record Witness(float value, Equation equation) {
    static final Comparator<Witness> STRONGEST_FIRST =
        Comparator.comparingDouble((Witness each) -> -each.value)
            .thenComparing(Witness::equation, Equation.OLDEST_FIRST);
  }

  private static final Comparator<Position> BY_POSITION =
      Comparator.comparingInt(Position::getPartition).thenComparingLong(Position::getOffset);

  private final AttributionRules.Accusation rules;
  private final double[] lengths;
  private final Refit refit;

  Accusations(AttributionRules rules, double[] lengths, Refit refit) {
    this.rules = rules.accusation();
    this.lengths = lengths;
    this.refit = refit;
  }

  /** In the order of columns. */
  List<Accused> of(List<Column> columns, List<Equation> equations) {
    Map<Integer, List<Witness>> witnesses = new HashMap<>();
    for (int column = 0; column < columns.size(); column++) {
      double share = share(column);
      boolean possible = share > rules.share() && share < rules.mostShare();
      if (possible && refit.t()[column] > rules.t()) {
        witnesses.put(column, new ArrayList<>());
      }
    }
    for (Equation equation : equations) {
      var row = equation.row();
      for (int i = 0; i < row.columns().length; i++) {
        var of = witnesses.get(row.columns()[i]);
        if (of != null) {
          of.add(new Witness(row.values()[i], equation));
        }
      }
    }
    return witnesses.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(of -> accused(of.getKey(), columns.get(of.getKey()), of.getValue()))
        .filter(accused -> accused.torrents >= rules.torrents())
        .filter(accused -> accused.reporters >= rules.reporters())
        .toList();
  }

  private double share(int column) {
    return refit.coefficients()[column] / lengths[column];
  }

  private Accused accused(int number, Column column, List<Witness> witnesses) {
    Set<InfoHash> torrents = new HashSet<>();
    Set<InfoHash> wholeTorrents = new HashSet<>();
    Set<ClientId> reporters = new HashSet<>();
    long sinceMs = Long.MAX_VALUE;
    for (Witness witness : witnesses) {
      torrents.add(witness.equation.infoHash());
      if (witness.equation.view() == Equation.View.WHOLE) {
        wholeTorrents.add(witness.equation.infoHash());
      }
      reporters.addAll(witness.equation.reporters());
      sinceMs = Math.min(sinceMs, witness.equation.startMs());
    }
    var episodes =
        witnesses.stream()
            .sorted(Witness.STRONGEST_FIRST)
            .limit(Findings.MOST)
            .map(witness -> witness.equation.at())
            .sorted(BY_POSITION)
            .toList();
    return new Accused(
        column,
        share(number),
        refit.t()[number],
        refit.sigma(),
        torrents.size(),
        wholeTorrents.size(),
        reporters.size(),
        sinceMs,
        witnesses.size(),
        episodes);
  }
}
