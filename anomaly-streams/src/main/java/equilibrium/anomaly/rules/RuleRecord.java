package equilibrium.anomaly.rules;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rule as it is in force.
 *
 * @param id as R1; its first letter is the family of rules that see the same sign
 * @param ruleClass what a finding says about the client
 * @param weight of a finding: log-likelihood ratio in thousandths of a nat
 * @param cap most that all findings of the rule add to one client's suspicion, in the same unit; 0:
 *     three times the heaviest of them
 * @param shadow whether findings are recorded only
 * @param thresholds by name; each name ends with its unit where it has one
 */
public record RuleRecord(
    String id,
    RuleClass ruleClass,
    int weight,
    int cap,
    boolean shadow,
    Map<String, Double> thresholds) {

  public RuleRecord {
    thresholds = Collections.unmodifiableMap(new TreeMap<>(thresholds));
  }

  /** A rule in shadow mode, with the cap of three weights (docs/policy.md 3.3). */
  static RuleRecord shipped(
      String id, RuleClass ruleClass, int weight, Map<String, Double> thresholds) {
    return new RuleRecord(id, ruleClass, weight, 3 * weight, true, thresholds);
  }

  /**
   * A rule on settled episodes in shadow mode. Its weights and thresholds are those of {@code
   * EpisodeLimits}, {@code CollusionLimits} and {@code AttributionRules}.
   *
   * @param weight the largest one
   */
  static RuleRecord onEpisodes(String id, RuleClass ruleClass, int weight, int cap) {
    return new RuleRecord(id, ruleClass, weight, cap, true, Map.of());
  }

  RuleRecord with(Map<String, Double> others) {
    return new RuleRecord(id, ruleClass, weight, cap, shadow, others);
  }

  /** Whether it reads settled episodes, so that only its cap and its shadow mode can be changed. */
  boolean isOnEpisodes() {
    return thresholds.isEmpty();
  }

  /** The first letter of the id. */
  public char family() {
    return id.charAt(0);
  }

  /** A threshold; an IllegalArgumentException if the rule has none of this name. */
  public double threshold(String name) {
    var value = thresholds.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "rule %s has no threshold %s, expected one of %s"
              .formatted(id, name, thresholds.keySet()));
    }
    return value;
  }

  /** A threshold that is a number of things, bytes or milliseconds. */
  public long whole(String name) {
    return (long) threshold(name);
  }

  /** A threshold in hours, as milliseconds. */
  public long hoursMs(String name) {
    return (long) (threshold(name) * 3_600_000);
  }
}
