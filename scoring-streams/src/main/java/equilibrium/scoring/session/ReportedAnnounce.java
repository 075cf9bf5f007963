package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;

/** What the fold of a session reads of an announce. */
public record ReportedAnnounce(AnnounceHeader header, Counters counters) {
  /** Libtorrent and WebTorrent send this while they have no metadata (docs/policy.md 1.2). */
  private static final long LEFT_WITHOUT_METADATA = 16_384;

  /** Transmission sends 2^63 - 1 (docs/policy.md 1.2). */
  private static final long LEFT_IMPOSSIBLE = 1L << 62;

  public static ReportedAnnounce of(
      Announced announced, long atMs, Position source, boolean alias) {
    return new ReportedAnnounce(
        new AnnounceHeader(
            AnnounceOrder.of(announced.getEventId(), announced.getReceivedAtMs(), atMs),
            atMs,
            source,
            alias,
            credible(Counters.of(announced.getLeft())),
            announced.getEvent(),
            owner(announced)),
        new Counters(
            Counters.of(announced.getUploaded()),
            Counters.of(announced.getDownloaded()),
            Counters.of(announced.getCorrupt()),
            Counters.of(announced.getRedundant())));
  }

  private static Owner owner(Announced announced) {
    return new Owner(
        announced.getClientId(),
        announced.getIdentity(),
        announced.getNetworkId(),
        announced.getKey());
  }

  private static long credible(long left) {
    return left == LEFT_WITHOUT_METADATA || left >= LEFT_IMPOSSIBLE ? Counters.UNKNOWN : left;
  }

  long atMs() {
    return header.atMs();
  }

  long left() {
    return header.left();
  }

  AnnounceEvent event() {
    return header.event();
  }

  Owner owner() {
    return header.owner();
  }
}
