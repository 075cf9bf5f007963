package equilibrium.anomaly.fold;

import equilibrium.anomaly.evidence.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** One rule over the records of one group. */
public final class Folds {

  /** All that the rule finds. */
  public static <T> List<Found> found(FoldRule<T> rule, List<T> records, ToLongFunction<T> atMs) {
    var all = new ArrayList<Found>();
    fold(rule, records, atMs).forEach(result -> all.addAll(result.found()));
    return all;
  }

  /** All signals of the rule. */
  public static <T> List<Signal> signals(
      FoldRule<T> rule, List<T> records, ToLongFunction<T> atMs) {
    var all = new ArrayList<Signal>();
    fold(rule, records, atMs).forEach(result -> all.addAll(result.signals()));
    return all;
  }

  private static <T> List<RuleSet.Result> fold(
      FoldRule<T> rule, List<T> records, ToLongFunction<T> atMs) {
    var rules = new RuleSet<>(List.of(rule));
    var results = new ArrayList<RuleSet.Result>();
    var state = Folded.NONE;
    for (var record : records) {
      var result = rules.after(state, record, atMs.applyAsLong(record));
      state = result.after();
      results.add(result);
    }
    return results;
  }

  private Folds() {}
}
