package equilibrium.bench.race;

/** How many of a swarm's peers seed from the start, how fast, and when leechers arrive. */
public enum SwarmKind {
  /**
   * Two fifths seed; the higher the tier, the faster. They could upload 1.4 times what is asked.
   */
  RICH(0.4, 3_600, 0.5e6, true),
  /**
   * As {@link #RICH}, but every seeder is half as fast: they could upload 0.7 times what is asked.
   */
  BUSY(0.4, 3_600, 0.25e6, true),
  /** As {@link #RICH}, but every seeder is as fast as their mean. */
  EVEN(0.4, 3_600, 1.875e6, false),
  /** Three in a hundred seed, so leechers serve each other. */
  POOR(0.03, 7_200, 0.5e6, true);

  private static final int LEAST_SEEDERS = 2;

  private final double seeders;
  private final int arrivalsS;
  private final double slowest; // bytes per second
  private final boolean doubling; // from tier to tier

  SwarmKind(double seeders, int arrivalsS, double slowest, boolean doubling) {
    this.seeders = seeders;
    this.arrivalsS = arrivalsS;
    this.slowest = slowest;
    this.doubling = doubling;
  }

  /** How many of so many peers seed from the start. */
  public int seeders(int peers) {
    return Math.max(LEAST_SEEDERS, (int) Math.round(peers * seeders));
  }

  /** Seconds within which all leechers arrive, at random. */
  public int arrivalsS() {
    return arrivalsS;
  }

  /** Upload of a first seeder of a tier, bytes per second. */
  public double upload(int tier) {
    return doubling ? slowest * (1 << tier) : slowest;
  }
}
