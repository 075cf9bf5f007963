package equilibrium.scoring.rules;

import equilibrium.schemas.event.SumKind;
import java.time.Duration;

/**
 * Half-lives of a client's sums, and what decides its tier (docs/policy.md 4.2, 4.3).
 *
 * @param weakTier highest tier of a client that is young or has no announce key
 * @param youngMs a younger client is young
 * @param idleMs a client leaves the population after this time without an announce
 * @param movedBytes a client counts for the cuts if it downloaded more, or has a higher credited
 *     upload
 * @param promotePercent of the next cut, which a client must pass to rise to a tier that it had
 *     before; the first time the cut itself is enough
 * @param demotePercent of its cut, below which a client starts to fall
 * @param risePauseMs least time between two rises
 * @param fallDelayMs a client falls after this time below demotePercent
 * @param reviewMs an evaluation is renewed after this time, tracker time
 * @param reviewed most clients that one partition reviews at once, in a tenth of a second, real
 *     time
 * @param reviewedLate the same while announces wait
 */
public record ClientRules(
    HalfLives halfLives,
    int weakTier,
    long youngMs,
    long idleMs,
    long movedBytes,
    int promotePercent,
    int demotePercent,
    long risePauseMs,
    long fallDelayMs,
    long reviewMs,
    int reviewed,
    int reviewedLate) {

  /**
   * After which time a sum has lost half of its value. Seconds.
   *
   * @param recent byte-seconds seeded
   * @param time seconds seeded, bytes held, time online
   * @param bytes bytes uploaded and downloaded
   */
  public record HalfLives(long recent, long time, long bytes) {
    /** The half-life of a sum, seconds. */
    public long of(SumKind kind) {
      return switch (kind) {
        case SEEDED_BYTE_SECONDS -> recent;
        case HELD_BYTE_SECONDS, ONLINE_SECONDS, SEEDED_SECONDS -> time;
        case UPLOADED_BYTES, DOWNLOADED_BYTES -> bytes;
        case UNKNOWN -> throw new IllegalArgumentException("a sum of kind UNKNOWN");
      };
    }
  }

  ClientRules with(HalfLives others) {
    return new ClientRules(
        others,
        weakTier,
        youngMs,
        idleMs,
        movedBytes,
        promotePercent,
        demotePercent,
        risePauseMs,
        fallDelayMs,
        reviewMs,
        reviewed,
        reviewedLate);
  }

  static final ClientRules V2 =
      new ClientRules(
          new HalfLives(
              Duration.ofDays(7).toSeconds(),
              Duration.ofDays(30).toSeconds(),
              Duration.ofDays(90).toSeconds()),
          1,
          Duration.ofHours(24).toMillis(),
          Duration.ofDays(7).toMillis(),
          1L << 30,
          105,
          92,
          Duration.ofHours(6).toMillis(),
          Duration.ofHours(24).toMillis(),
          Duration.ofMinutes(10).toMillis(),
          200,
          20);
}
