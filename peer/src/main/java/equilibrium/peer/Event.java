package equilibrium.peer;

/**
 * Everything that happens to a peer. {@code sha1} is the info-hash, 40 hex digits; an announce key
 * never stands in a {@code url}.
 */
public sealed interface Event {

  /** It accepts connections there. */
  record Listening(String address, int port) implements Event {}

  /**
   * A tracker has answered an announce.
   *
   * @param wire http, https, udp or replicated
   * @param event none, completed, started or stopped
   * @param peers how many the reply lists
   * @param seeders -1: the reply does not say
   * @param leechers -1: the reply does not say
   * @param micros from the request to the reply
   */
  record Announced(
      String sha1,
      String url,
      String wire,
      String event,
      int peers,
      int seeders,
      int leechers,
      long micros)
      implements Event {}

  /** A reply has a warning; the announce counts. */
  record Warned(String sha1, String url, String text) implements Event {}

  /**
   * A tracker has refused an announce, or none has answered.
   *
   * @param retrySeconds until it is asked again, not sooner than the tracker has told; -1: never,
   *     because the peer stops
   */
  record Refused(String sha1, String url, String text, int retrySeconds) implements Event {}

  /** A tracker has answered, but may have lost the announce. */
  record NotRecorded(String sha1, String url) implements Event {}

  /** Who answered a multicast first, and how many answered: one is right. */
  record Answered(String from, int count) implements Event {}

  /** Another peer is connected. */
  record Connected(String sha1, String peer) implements Event {}

  /** A connection to another peer has ended, or could not be made. */
  record Disconnected(String sha1, String peer, String why) implements Event {}

  /** Chunks that were remembered, how many were hashed, and how many of these are lost. */
  record Verified(String sha1, int remembered, int hashed, int lost) implements Event {}

  /** A chunk has arrived and its hash is right. */
  record ChunkDone(String sha1, long offset) implements Event {}

  /** A chunk that was remembered, or that arrived, is not what it should be. */
  record ChunkLost(String sha1, long offset, String why) implements Event {}

  /** Once a second while something moves; rates in bytes per second, the rest in bytes. */
  record Progress(
      String sha1, long done, long of, long downloaded, long uploaded, int downRate, int upRate)
      implements Event {}

  /** All chunks are there. Seconds since the torrent was added; {@code downloaded} in bytes. */
  record Completed(String sha1, double seconds, double firstChunk, double half, long downloaded)
      implements Event {}

  /** It is no longer shared; bytes of content moved in this session. */
  record Stopped(String sha1, long downloaded, long uploaded) implements Event {}

  /** Something that the user should look at, such as a full disk. */
  record Failed(String text) implements Event {}

  /** The reader of events was too slow, so this many are missing. */
  record Dropped(long events) implements Event {}
}
