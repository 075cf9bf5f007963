package equilibrium.scoring.rules;

import equilibrium.schemas.Lifetimes;
import java.time.Duration;

/**
 * How an announce is compared with the previous one of its session (docs/policy.md 3.1).
 *
 * @param lifetimeMs a peer lives this long from its last announce
 * @param spoolMs an event may reach the log this much later than it was received; an ended session
 *     is kept this much longer
 * @param duplicateMs a repeated report within this time came from another socket of the client
 * @param hybridMs the same, under the other hash of a hybrid torrent
 * @param seededSeconds most seconds that one announce can add to the time seeded: 1.5 intervals of
 *     1800 s
 * @param bytesPerMs most bytes that a client can move in a millisecond: 1.25e9 a second
 * @param resetBytes a larger fall of uploaded means that the client's counters were reset
 * @param backstepBytes downloaded of an honest client may fall by up to this (libtorrent)
 */
public record SessionRules(
    long lifetimeMs,
    long spoolMs,
    long duplicateMs,
    long hybridMs,
    long seededSeconds,
    long bytesPerMs,
    long resetBytes,
    long backstepBytes) {
  static final SessionRules V2 =
      new SessionRules(
          Lifetimes.PEER.toMillis(),
          Lifetimes.SPOOL_LIMIT.toMillis(),
          Duration.ofSeconds(30).toMillis(),
          Duration.ofSeconds(60).toMillis(),
          1_800 * 3 / 2,
          1_250_000,
          16L << 20,
          8L << 20);
}
