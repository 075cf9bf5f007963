package equilibrium.anomaly.suspicion;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * All evidence about one client, by rule.
 *
 * @param rules in the order of their first findings
 */
record Weights(List<RuleWeight> rules) {
  static final Weights NONE = new Weights(List.of());

  /** In place of a rule: an operator decided that the evidence was wrong. */
  static final String CLEARED = "cleared";

  Weights {
    rules = List.copyOf(rules);
  }

  Weights plus(SeenFinding finding) {
    return plus(finding.rule(), finding.shadow(), finding.weight(), finding.atMs());
  }

  Weights plus(String rule, boolean shadow, int weight, long atMs) {
    if (weight == 0) {
      return this;
    }
    var all = new ArrayList<>(rules);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isOf(rule, shadow)) {
        all.set(i, all.get(i).plus(weight, atMs));
        return new Weights(all);
      }
    }
    all.add(RuleWeight.none(rule, shadow).plus(weight, atMs));
    return new Weights(all);
  }

  /**
   * The sum at a time, thousandths of a nat.
   *
   * @param withShadow whether rules in shadow mode count too
   */
  double sum(SuspicionRules by, long nowMs, boolean withShadow) {
    double sum = 0;
    for (var rule : rules) {
      if (withShadow || !rule.shadow()) {
        sum += rule.value(nowMs, by.cap(rule));
      }
    }
    return sum;
  }

  /** Letters of the families with evidence against the client, sorted. */
  TreeSet<String> families(SuspicionRules by, long nowMs, boolean withShadow) {
    var families = new TreeSet<String>();
    for (var rule : rules) {
      if ((withShadow || !rule.shadow())
          && !rule.rule().equals(CLEARED)
          && rule.value(nowMs, by.cap(rule)) >= SuspicionRules.LEAST_OF_FAMILY) {
        families.add(rule.rule().substring(0, 1));
      }
    }
    return families;
  }

  /** Whether a rule has evidence against the client, with effect. */
  boolean has(String rule, SuspicionRules by, long nowMs) {
    return rules.stream()
        .anyMatch(weight ->
            weight.isOf(rule, false)
                && weight.value(nowMs, by.cap(weight)) >= SuspicionRules.LEAST_OF_FAMILY);
  }

  /** Whether most of the evidence shows a broken client. */
  boolean isBroken(SuspicionRules by, long nowMs) {
    double broken = 0;
    double cheating = 0;
    for (var rule : rules) {
      double value = Math.max(0, rule.value(nowMs, by.cap(rule)));
      if (by.brokenRules().contains(rule.rule())) {
        broken += value;
      } else {
        cheating += value;
      }
    }
    return broken > cheating;
  }
}
