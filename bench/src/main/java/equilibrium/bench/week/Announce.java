package equilibrium.bench.week;

import org.jspecify.annotations.Nullable;

/**
 * An announce that is to be sent.
 *
 * @param infoHash one of the torrent's
 * @param event empty: none
 * @param trackerId that the swarm's last reply named, to be sent back; null: none
 */
record Announce(
    Session session,
    String infoHash,
    String event,
    long uploaded,
    long downloaded,
    long left,
    @Nullable String trackerId) {

  /** The same under the other hash of a hybrid torrent. */
  Announce under(String otherHash) {
    return new Announce(
        session, otherHash, event, uploaded, downloaded, left, session.trackerId(otherHash));
  }

  /** Whether the session goes on by its reply; a hybrid's second announce changes nothing. */
  boolean isFirst() {
    return infoHash.equals(session.torrent().infoHash());
  }
}
