package equilibrium.anomaly.rules;

import static equilibrium.anomaly.rules.RuleClass.BROKEN;
import static equilibrium.anomaly.rules.RuleClass.CHEATING;
import static equilibrium.anomaly.rules.RuleClass.INFO;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights and thresholds of all rules (docs/policy.md 3.3). Findings name the version, so each
 * change is a new version.
 *
 * @param version counts from 1; versions of operators from {@link RulesFile#FIRST_VERSION}
 * @param rules by id
 */
public record DetectionRules(int version, SortedMap<String, RuleRecord> rules) {
  private static final double MB = 1e6;
  private static final double MIB = 1L << 20;

  /** The rules as they are shipped: all in shadow mode. */
  public static final DetectionRules V1 = of(1, shipped());

  public DetectionRules {
    rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
  }

  static DetectionRules of(int version, List<RuleRecord> rules) {
    var byId = new TreeMap<String, RuleRecord>();
    rules.forEach(rule -> byId.put(rule.id(), rule));
    return new DetectionRules(version, byId);
  }

  /** The record of a rule; an IllegalArgumentException if there is none. */
  public RuleRecord rule(String id) {
    var rule = rules.get(id);
    if (rule == null) {
      throw new IllegalArgumentException(
          "no rule %s, expected one of %s".formatted(id, rules.keySet()));
    }
    return rule;
  }

  /** The same rules, all in shadow mode. */
  public DetectionRules inShadow() {
    return of(
        version,
        rules.values().stream()
            .map(rule ->
                new RuleRecord(
                    rule.id(),
                    rule.ruleClass(),
                    rule.weight(),
                    rule.cap(),
                    true,
                    rule.thresholds()))
            .toList());
  }

  private static List<RuleRecord> shipped() {
    return List.of(
        RuleRecord.onEpisodes("A1", CHEATING, 300, 900),
        RuleRecord.onEpisodes("A2", CHEATING, 4_500, 8_000),
        RuleRecord.onEpisodes("A3", CHEATING, 3_000, 3_000),
        RuleRecord.onEpisodes("A4", CHEATING, 2_000, 6_000),
        RuleRecord.onEpisodes("A5", CHEATING, 3_000, 3_000),
        RuleRecord.shipped(
            "E1",
            CHEATING,
            4_000,
            Map.of("starts", 3.0, "leastIntervals", 0.5, "mostIntervals", 2.0)),
        RuleRecord.shipped("E2", CHEATING, 1_000, Map.of("repeats", 4.0)),
        RuleRecord.shipped(
            "F1",
            CHEATING,
            1_000,
            Map.of("share", 0.001, "starts", 1_000.0, "knownHours", 336.0, "windowHours", 168.0)),
        RuleRecord.shipped("F2", CHEATING, 1_000, Map.of("announces", 2.0)),
        RuleRecord.shipped(
            "L1",
            BROKEN,
            2_000,
            Map.of(
                "sizes", 1.5, "excessShare", 0.1, "excessBytes", 256 * MB, "firstBytes", 16 * MIB)),
        RuleRecord.shipped(
            "L2", INFO, 300, Map.of("share", 0.2, "intervals", 3.0, "firstBytes", 16 * MIB)),
        RuleRecord.shipped("L3", CHEATING, 300, Map.of("bytes", 16 * MIB)),
        RuleRecord.shipped(
            "L4", BROKEN, 500, Map.of("share", 0.05, "rises", 3.0, "windowHours", 24.0)),
        RuleRecord.shipped("P1", INFO, 0, Map.of("lowestPort", 1_024.0)),
        RuleRecord.shipped("P2", CHEATING, 3_000, Map.of("sources", 5.0, "windowHours", 1.0)),
        RuleRecord.shipped("P3", BROKEN, 300, Map.of("announces", 12.0, "windowSeconds", 600.0)),
        new RuleRecord(
            "R1",
            CHEATING,
            1_000,
            0, // soft and hard findings differ
            true,
            Map.of(
                "softBytesPerSecond",
                125 * MB,
                "hardBytesPerSecond",
                1_250 * MB,
                "hardWeight",
                4_000.0,
                "leastSeconds",
                60.0,
                "leastBytes",
                (double) (1L << 30),
                "windowSeconds",
                600.0,
                "worthBytes",
                4 * MIB,
                "mostClaims",
                200.0)),
        RuleRecord.onEpisodes("R2", CHEATING, 2_000, 6_000),
        RuleRecord.onEpisodes("R3", CHEATING, 1_000, 3_000),
        RuleRecord.shipped(
            "R4",
            CHEATING,
            1_000,
            Map.of(
                "correlation", 0.1,
                "expectedCorrelation", 0.6,
                "intervals", 15.0,
                "meanBytes", 10 * MB,
                "lowIntervals", 5.0)),
        RuleRecord.shipped(
            "R5",
            CHEATING,
            700,
            Map.of(
                "variation", 0.12,
                "intervals", 20.0,
                "swarms", 3.0,
                "windowHours", 168.0,
                "bytesPerSecond", 20_000.0,
                "demandRatio", 2.0)),
        RuleRecord.shipped(
            "T1",
            CHEATING,
            4_000,
            Map.of("misses", 3.0, "sessions", 3.0, "clientMisses", 6.0, "windowHours", 24.0)),
        RuleRecord.shipped("T2", CHEATING, 2_000, Map.of("announces", 2.0)),
        RuleRecord.onEpisodes("X1", CHEATING, 3_000, 3_000),
        RuleRecord.shipped("Y1", INFO, 0, Map.of("clients", 3.0, "windowHours", 24.0)),
        RuleRecord.onEpisodes("Y2", CHEATING, 2_000, 2_000));
  }
}
