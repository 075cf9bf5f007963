package equilibrium.anomaly.suspicion;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How findings are weighed (docs/policy.md 3.4 and 3.6). All weights are thousandths of a nat.
 *
 * @param version of these numbers
 * @param levels weights from which levels 1 to 4 are in force, ascending
 * @param hysteresis how far the weight must fall below a level's before the level ends
 * @param caps by rule, the most that all its findings weigh together; three times its heaviest
 *     finding where none is given
 * @param brokenRules rules that show a broken client rather than a cheating one
 */
public record SuspicionRules(
    int version,
    List<Integer> levels,
    int hysteresis,
    Map<String, Integer> caps,
    Set<String> brokenRules) {

  /** Findings of the daily regressions repeat: each day reads 29 of the same 30 days. */
  public static final SuspicionRules V1 =
      new SuspicionRules(
          1,
          List.of(2_300, 4_600, 6_900, 9_200),
          2_000,
          Map.of("A2", 8_000, "A3", 3_000, "A5", 3_000, "X1", 3_000),
          Set.of("L1", "L4", "P3"));

  static final int QUARANTINED = 3;
  static final int REFUSED = 4;

  /** A rule that may quarantine alone: the attribution where all peers are seen. */
  static final String ATTRIBUTION = "A2";

  /** Families and torrents that a quarantine needs. */
  static final int LEAST_FAMILIES = 2;

  static final int LEAST_TORRENTS = 3;

  /** A family counts from this weight on. */
  static final int LEAST_OF_FAMILY = 300;

  /** The weight of an operator's decision that the evidence was wrong. */
  static final int CLEARED = -5_000;

  static final long HALF_LIFE_MS = Duration.ofDays(7).toMillis();
  static final long FIRST_QUARANTINE_MS = Duration.ofHours(24).toMillis();
  static final long LONGEST_QUARANTINE_MS = Duration.ofDays(30).toMillis();
  static final long CLEAN_MS = Duration.ofDays(30).toMillis();

  /** How long former quarantines count after the last finding. */
  static final long FORGOTTEN_MS = Duration.ofDays(180).toMillis();

  public SuspicionRules {
    levels = List.copyOf(levels);
    caps = Map.copyOf(caps);
    brokenRules = Set.copyOf(brokenRules);
  }

  /**
   * The same levels for other rules.
   *
   * @param newVersion of their weights
   * @param newCaps in place of those here, by rule; what is not named keeps its cap
   * @param broken rules that show a broken client rather than a cheating one
   */
  public SuspicionRules of(int newVersion, Map<String, Integer> newCaps, Set<String> broken) {
    var all = new HashMap<>(caps);
    all.putAll(newCaps);
    return new SuspicionRules(newVersion, levels, hysteresis, all, broken);
  }

  int cap(RuleWeight weight) {
    int given = caps.getOrDefault(weight.rule(), 0);
    return given > 0 ? given : 3 * weight.heaviest();
  }

  /** The weight from which a level is in force. */
  int from(int level) {
    return levels.get(level - 1);
  }

  /** How long a quarantine lasts that has this number, counted from 1. */
  static long quarantineMs(int number) {
    int doublings = Math.clamp(number - 1, 0, 10);
    return Math.min(FIRST_QUARANTINE_MS << doublings, LONGEST_QUARANTINE_MS);
  }
}
