package equilibrium.scoring.rules;

/**
 * How the totals of a swarm are kept.
 *
 * @param heldBytes most bytes of one torrent that count as held: 100 GiB
 * @param imbalancePercent a swarm is imbalanced if its imbalance exceeds this share of the larger
 *     side, and imbalanceBytes
 * @param imbalanceBytes 50 MB: as much can be missing because final reports were lost
 */
public record SwarmRules(long heldBytes, int imbalancePercent, long imbalanceBytes) {
  static final SwarmRules V2 = new SwarmRules(100L << 30, 5, 50_000_000);
}
