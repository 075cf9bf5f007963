package equilibrium.bench.ledger;

import equilibrium.schemas.event.Announced;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one announce.
 *
 * @param swarm info-hash, 40 hex digits
 * @param peer peer id, 40 hex digits
 * @param client client id, 32 hex digits
 * @param atMs the time received, not after the append time plus 5 s and not before it minus 6 h
 * @param receivedMs the time received, by the clock of its ingress
 */
record LoggedAnnounce(
    String swarm,
    String peer,
    String client,
    String event,
    long uploaded,
    long downloaded,
    long left,
    int port,
    long atMs,
    long receivedMs,
    long boot,
    long sequence,
    long node) {
  private static final String NO_EVENT = "NONE";
  private static final long AHEAD_MS = 5_000;
  private static final long BEHIND_MS = 6 * 3_600_000L;

  /** The order of announces of one session in {@code peers}. */
  static final Comparator<LoggedAnnounce> NEWEST =
      Comparator.comparingLong(LoggedAnnounce::atMs)
          .thenComparingLong(LoggedAnnounce::boot)
          .thenComparingLong(LoggedAnnounce::sequence)
          .thenComparingLong(LoggedAnnounce::node);

  private static final Comparator<LoggedAnnounce> COUNTED =
      Comparator.comparingLong(LoggedAnnounce::orderMs)
          .thenComparingLong(LoggedAnnounce::boot)
          .thenComparingLong(LoggedAnnounce::sequence)
          .thenComparingLong(LoggedAnnounce::node);

  static LoggedAnnounce of(Announced announced, long appendedMs) {
    var hex = HexFormat.of();
    var id = announced.getEventId();
    long received = announced.getReceivedAtMs();
    long atMs = Math.max(appendedMs - BEHIND_MS, Math.min(received, appendedMs + AHEAD_MS));
    return new LoggedAnnounce(
        hex.formatHex(announced.getInfoHash().bytes()),
        hex.formatHex(announced.getPeerId().bytes()),
        hex.formatHex(announced.getClientId().bytes()),
        announced.getEvent().name(),
        number(announced.getUploaded()),
        number(announced.getDownloaded()),
        number(announced.getLeft()),
        announced.getPort(),
        atMs,
        received,
        id.getBoot(),
        id.getSequence(),
        id.getNode());
  }

  private static long number(@Nullable Long said) {
    return said == null ? -1 : said;
  }

  /** Whether all that the client said is in it. */
  boolean says(NumberedAnnounce sent) {
    return swarm.equals(sent.infoHash())
        && event.equals(sent.event().isEmpty() ? NO_EVENT : sent.event().toUpperCase(Locale.ROOT))
        && uploaded == sent.uploaded()
        && downloaded == sent.downloaded()
        && left == sent.left()
        && port == sent.port();
  }

  /** The time received, or {@code atMs} if that is earlier. */
  private long orderMs() {
    return Math.min(receivedMs, atMs);
  }

  /** Whether the clock of its ingress was so far off that another time counts. */
  boolean isMisdated() {
    return receivedMs != atMs;
  }

  /** Whether it reached the log so late that scoring ignores it. */
  boolean isTooLate() {
    return receivedMs < atMs;
  }

  String session() {
    return swarm + " " + peer;
  }

  boolean stopped() {
    return event.equals("STOPPED");
  }

  /** Whether it is a copy of the other, or counts as an earlier one. */
  boolean isNotAfter(LoggedAnnounce other) {
    return COUNTED.compare(this, other) <= 0
        || (node == other.node && boot == other.boot && sequence <= other.sequence);
  }
}
