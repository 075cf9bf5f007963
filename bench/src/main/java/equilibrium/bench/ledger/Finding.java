package equilibrium.bench.ledger;

import java.util.List;
import java.util.Map;

/**
 * What the checker found.
 *
 * @param counts announces by outcome
 * @param logged announces of the load in the log, copies not counted
 * @param duplicates further copies of them
 * @param lost acknowledged, but not in the log
 * @param phantom in the log, but never sent, refused, or not of the load
 * @param miscounted announces that contributions count twice or not at all
 * @param differences of tables and ingresses from the model, in words
 * @param digests of the tables, equal to those of the model if there is no difference
 */
public record Finding(
    Map<Outcome, Integer> counts,
    int logged,
    int duplicates,
    int lost,
    int phantom,
    long miscounted,
    List<String> differences,
    Map<String, String> digests) {

  public Finding {
    counts = Map.copyOf(counts);
    differences = List.copyOf(differences);
    digests = Map.copyOf(digests);
  }

  /** Whether everything is as it must be. */
  public boolean isGood() {
    return lost == 0 && phantom == 0 && differences.isEmpty();
  }

  public int count(Outcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }
}
