package equilibrium.bench.race;

/** What all swarms have in common, whether they are simulated or of real peers. */
public final class SwarmModel {
  /** Size of the content: 3 GiB. */
  public static final long CONTENT_BYTES = (long) (Race.PIECES * Bandwidth.PIECE_BYTES);

  /** Download of every peer, bytes per second: a line of 100 Mbit/s. */
  public static final double DOWNLOAD = 12.5e6;

  /** Upload of a leecher, bytes per second. */
  public static final double LEECHER_UPLOAD = 1e6;

  /** Leechers that a leecher serves because they give it most; it serves one more by chance. */
  public static final int LEECHER_SLOTS = 4;

  /** Leechers that a seeder serves. */
  public static final int SEEDER_SLOTS = 8;

  /** A leecher seeds for so long once it is complete, seconds. */
  public static final int STAY_S = 600;

  /** The default of {@code ingress.interval}, seconds. */
  public static final int INTERVAL_S = 1_800;

  /** The default of {@code ingress.climbing-interval}, seconds. */
  public static final int CLIMBING_S = 900;

  /** Tiers 0 to 3, which are dealt in turn to seeders and to leechers. */
  public static final int TIERS = 4;

  private SwarmModel() {}
}
