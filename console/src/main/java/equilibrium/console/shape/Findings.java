package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;

/**
 * Findings of the last 24 h by rule and hour.
 *
 * @param tookMs how long it took to compute
 * @param from begin of the first hour
 */
public record Findings(Instant asOf, long tookMs, Instant from, List<Rule> rules) {
  /**
   * The findings of one rule.
   *
   * @param shadow whether all of them are without effect
   * @param weight sum of their evidence in nats
   * @param hours findings of each of 24 hours, oldest first
   */
  public record Rule(String rule, boolean shadow, double weight, List<Long> hours) {
    public Rule {
      hours = List.copyOf(hours);
    }
  }

  public Findings {
    rules = List.copyOf(rules);
  }
}
