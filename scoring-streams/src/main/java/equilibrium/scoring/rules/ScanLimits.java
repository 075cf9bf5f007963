package equilibrium.scoring.rules;

/**
 * How a store is scanned, one slice with each tick.
 *
 * @param slices of a full scan, unless the other limits forbid it
 * @param least entries of a slice
 * @param most entries of a slice; announces wait while it is scanned
 * @param writes a slice ends after so many; one write costs about twenty reads. Raised for large
 *     stores, so that a full scan takes at most twice as many slices (after a silence of the whole
 *     tracker every session has expired)
 */
public record ScanLimits(int slices, int least, int most, int writes) {
  /** A quarter of an hour: a swarm may count a expired peer for this long. */
  static final ScanLimits SESSIONS = new ScanLimits(30, 1_000, 10_000, 2_000);

  /** Two hours: network presences are kept for at least seven, and no swarm counts them. */
  static final ScanLimits PRESENCES = new ScanLimits(240, 1_000, 10_000, 2_000);

  /**
   * Entries of the next slice.
   *
   * @param all entries of the store; 0: not known yet
   */
  public int entries(long all) {
    return all == 0 ? most : Math.clamp(all / slices, least, most);
  }

  /** Writes after which that slice ends. */
  public int writes(long all) {
    return Math.clamp(all / (2L * slices), writes, Math.max(writes, most));
  }
}
