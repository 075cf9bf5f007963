package equilibrium.scoring.rules;

/**
 * How the imbalance of a settled episode is normalised and followed (docs/policy.md 3.2).
 *
 * @param leastBytes the larger side of an episode that counts: 50 MB
 * @param mostDeviation limits z
 * @param mostStep limits z in a CUSUM
 * @param drift is taken from each step of a CUSUM
 * @param alarm value of a CUSUM from which a swarm is imbalanced
 * @param leastEpisodes of a kind before its baseline is other than 0
 * @param mostEpisodes of a kind in its baseline; then each count is halved
 */
public record BalanceRules(
    long leastBytes,
    double mostDeviation,
    double mostStep,
    double drift,
    double alarm,
    int leastEpisodes,
    int mostEpisodes) {
  static final BalanceRules V3 = new BalanceRules(50_000_000, 8, 3, 0.5, 8, 30, 5_000);
}
