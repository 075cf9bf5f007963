package equilibrium.bench.announce;

import equilibrium.bench.load.Figures;
import equilibrium.bench.load.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The figures of all rounds, by row and tracker. */
final class Results {
  private final Map<Row, Map<String, List<Figures>>> runs = new LinkedHashMap<>();

  /** Adds one round of a row; a tracker that was not measured in it is missing. */
  void add(Row row, Map<String, Figures> round) {
    var trackers = runs.computeIfAbsent(row, _ -> new LinkedHashMap<>());
    round.forEach(
        (name, figures) -> trackers.computeIfAbsent(name, _ -> new ArrayList<>()).add(figures));
  }

  List<Row> rows() {
    return List.copyOf(runs.keySet());
  }

  /** The names of the trackers that were measured in this row. */
  List<String> trackers(Row row) {
    return List.copyOf(runs.getOrDefault(row, Map.of()).keySet());
  }

  /** All rounds of a row and tracker, in order. */
  List<Figures> rounds(Row row, String tracker) {
    return runs.getOrDefault(row, Map.of()).getOrDefault(tracker, List.of());
  }

  /** The spread of one figure over the rounds in which the machine did little else, or over all. */
  Spread spread(Row row, String tracker, ToDoubleFunction<Figures> figure) {
    var all = rounds(row, tracker);
    var quiet = all.stream().filter(round -> !round.isDisturbed()).toList();
    return Spread.of((quiet.isEmpty() ? all : quiet).stream().mapToDouble(figure).toArray());
  }

  /** Rounds in which the machine did too much else. */
  long disturbed(Row row, String tracker) {
    return rounds(row, tracker).stream().filter(Figures::isDisturbed).count();
  }

  /**
   * CPU time for each announce divided by that of the other tracker, each round for itself; null:
   * one of them was not measured.
   */
  @Nullable Spread ratio(Row row, String tracker, String other) {
    var own = rounds(row, tracker);
    var others = rounds(row, other);
    var all = new ArrayList<Double>();
    var quiet = new ArrayList<Double>();
    for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
      if (others.get(i).cpuUs() > 0 && own.get(i).cpuUs() > 0) {
        double ratio = own.get(i).cpuUs() / others.get(i).cpuUs();
        all.add(ratio);
        if (!own.get(i).isDisturbed() && !others.get(i).isDisturbed()) {
          quiet.add(ratio);
        }
      }
    }
    var chosen = quiet.isEmpty() ? all : quiet;
    return chosen.isEmpty()
        ? null
        : Spread.of(chosen.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Whether replies were complete and as they must be in all rounds, the baseline's apart. */
  boolean isGood(String baseline) {
    return runs.values().stream()
        .flatMap(trackers -> trackers.entrySet().stream())
        .filter(tracker -> !tracker.getKey().equals(baseline))
        .flatMap(tracker -> tracker.getValue().stream())
        .allMatch(Figures::isGood);
  }
}
