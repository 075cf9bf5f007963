package equilibrium.scoring;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import org.jspecify.annotations.Nullable;

/**
 * What a session's fold sees of an announce.
 *
 * @param atMs effective time
 * @param offset in its partition of {@code announces}
 * @param left bytes missing; {@link Counters#UNSAID} also where the client says that it cannot know
 * @param key the client's own proof that it is the same one on another address
 */
record Heard(
    Mark mark,
    long atMs,
    long offset,
    Counters said,
    long left,
    AnnounceEvent event,
    ClientId clientId,
    @Nullable Integer key) {
  /** What libtorrent and WebTorrent say while they have no metadata (policy 1.2). */
  private static final long LEFT_WITHOUT_METADATA = 16_384;

  /** Transmission says 2^63 - 1 (policy 1.2). */
  private static final long LEFT_IMPOSSIBLE = 1L << 62;

  static Heard of(Announced announced, long atMs, long offset) {
    return new Heard(
        Mark.of(announced.getEventId(), announced.getReceivedAtMs(), atMs),
        atMs,
        offset,
        new Counters(
            Counters.of(announced.getUploaded()),
            Counters.of(announced.getDownloaded()),
            Counters.of(announced.getCorrupt()),
            Counters.of(announced.getRedundant())),
        credible(Counters.of(announced.getLeft())),
        announced.getEvent(),
        announced.getClientId(),
        announced.getKey());
  }

  private static long credible(long left) {
    return left == LEFT_WITHOUT_METADATA || left >= LEFT_IMPOSSIBLE ? Counters.UNSAID : left;
  }
}
