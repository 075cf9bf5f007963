package equilibrium.bench.world;

import equilibrium.schemas.event.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * A torrent.
 *
 * @param alias the truncated hash of version 2 of a hybrid; null: it is none
 * @param publishedMs milliseconds since 1970
 * @param popularity weight among all torrents, at publication
 * @param webSeedRate bytes a second that its web seed gives a peer; 0: it has none
 */
record Torrent(
    InfoHash infoHash,
    @Nullable InfoHash alias,
    long sizeBytes,
    long pieceBytes,
    boolean isPrivate,
    long publishedMs,
    double popularity,
    double webSeedRate) {
  private static final double DAY_MS = 86_400_000;
  private static final double DAYS_OF_INTEREST = 5;
  private static final double LASTING_INTEREST = 0.15;

  /** How much a new download is drawn to it; 0 before it is published. */
  double attraction(long nowMs) {
    if (nowMs < publishedMs) {
      return 0;
    }
    double age = (nowMs - publishedMs) / DAY_MS / DAYS_OF_INTEREST;
    return popularity * (LASTING_INTEREST + StrictMath.exp(-age));
  }
}
