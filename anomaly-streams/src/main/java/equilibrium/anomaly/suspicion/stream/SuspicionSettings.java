package equilibrium.anomaly.suspicion.stream;

import equilibrium.anomaly.suspicion.SuspicionRules;
import equilibrium.platform.TimeScale;

/**
 * How suspicion is weighed, and what limits its effects.
 *
 * @param scale how fast the tracker's time runs
 * @param shadow whether levels are without effect
 * @param partitions of topic suspicions: each has its share of the clients
 * @param freezes shows which partitions have stopped themselves
 */
public record SuspicionSettings(
    SuspicionRules rules, TimeScale scale, boolean shadow, int partitions, Freezes freezes) {}
