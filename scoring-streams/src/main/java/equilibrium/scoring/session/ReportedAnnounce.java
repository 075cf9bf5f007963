package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;

/**
 * What a session's fold sees of an announce.
 *
 * @param atMs effective time
 * @param source where it lies in {@code announces}
 * @param alias whether it names the torrent by the other hash of a hybrid
 * @param left bytes missing; {@link Counters#UNSAID} also where the client says that it cannot know
 */
public record ReportedAnnounce(
    AnnounceOrder mark,
    long atMs,
    Position source,
    boolean alias,
    Counters said,
    long left,
    AnnounceEvent event,
    Owner owner) {
  /** What libtorrent and WebTorrent say while they have no metadata (docs/policy.md 1.2). */
  private static final long LEFT_WITHOUT_METADATA = 16_384;

  /** Transmission says 2^63 - 1 (docs/policy.md 1.2). */
  private static final long LEFT_IMPOSSIBLE = 1L << 62;

  public static ReportedAnnounce of(
      Announced announced, long atMs, Position source, boolean alias) {
    return new ReportedAnnounce(
        AnnounceOrder.of(announced.getEventId(), announced.getReceivedAtMs(), atMs),
        atMs,
        source,
        alias,
        new Counters(
            Counters.of(announced.getUploaded()),
            Counters.of(announced.getDownloaded()),
            Counters.of(announced.getCorrupt()),
            Counters.of(announced.getRedundant())),
        credible(Counters.of(announced.getLeft())),
        announced.getEvent(),
        new Owner(
            announced.getClientId(),
            announced.getIdentity(),
            announced.getNetworkId(),
            announced.getKey()));
  }

  private static long credible(long left) {
    return left == LEFT_WITHOUT_METADATA || left >= LEFT_IMPOSSIBLE ? Counters.UNSAID : left;
  }
}
