package equilibrium.bench.race;

/** How many of a swarm's peers seed from the start, how fast, and when leechers arrive. */
public enum SwarmKind {
  /**
   * Two fifths seed; the higher the tier, the faster. They could upload a third more than is asked.
   */
  RICH(0.4, 3_600, new double[] {0.5e6, 1e6, 2e6, 4e6}),
  /**
   * As {@link #RICH}, but every seeder is half as fast: they could upload two thirds of what is
   * asked.
   */
  BUSY(0.4, 3_600, new double[] {0.25e6, 0.5e6, 1e6, 2e6}),
  /** As {@link #RICH}, but every seeder is as fast as their mean. */
  EVEN(0.4, 3_600, new double[] {1.875e6, 1.875e6, 1.875e6, 1.875e6}),
  /** Three in a hundred seed, so leechers serve each other. */
  POOR(0.03, 7_200, new double[] {0.5e6, 1e6, 2e6, 4e6});

  private static final int LEAST_SEEDERS = 2;

  private final double seeders;
  private final int arrivalsS;
  private final double[] upload;

  SwarmKind(double seeders, int arrivalsS, double[] upload) {
    this.seeders = seeders;
    this.arrivalsS = arrivalsS;
    this.upload = upload;
  }

  /** How many of so many peers seed from the start. */
  int seeders(int peers) {
    return Math.max(LEAST_SEEDERS, (int) Math.round(peers * seeders));
  }

  /** Seconds within which all leechers arrive, at random. */
  int arrivalsS() {
    return arrivalsS;
  }

  /** Upload of a first seeder of a tier, bytes per second. */
  double upload(int tier) {
    return upload[tier];
  }
}
