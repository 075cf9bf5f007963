package equilibrium.anomaly.episode;

/**
 * The thresholds of rule Y2 (docs/policy.md 3.3).
 *
 * @param version counts from 1
 * @param leastBytes the larger side of an episode that counts, 50 MB
 * @param receivers most other clients that received, in a narrow episode
 * @param receiverShare least share of what all received that makes a receiver
 * @param narrowShare least share of a client's uploads in narrow episodes
 * @param torrents in which the receivers were the same
 * @param clients that uploaded or received in all episodes: on a smaller tracker everybody meets
 *     the same few
 * @param weight thousandths of a nat
 */
public record CollusionLimits(
    int version,
    double leastBytes,
    int receivers,
    double receiverShare,
    double narrowShare,
    int torrents,
    int clients,
    int weight) {
  public static final CollusionLimits V1 = new CollusionLimits(1, 50e6, 2, 0.01, 0.8, 5, 50, 2_000);
}
