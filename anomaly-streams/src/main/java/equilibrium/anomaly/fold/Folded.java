package equilibrium.anomaly.fold;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all rules remember of one group.
 *
 * @param rules states by id of the rule; none is blank and without a finding
 */
public record Folded(SortedMap<String, RuleState> rules) {
  public static final Folded NONE = new Folded(new TreeMap<>());

  public Folded {
    rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Effective time of the newest record. */
  public long atMs() {
    return rules.values().stream().mapToLong(RuleState::atMs).max().orElse(RuleState.NEVER);
  }
}
