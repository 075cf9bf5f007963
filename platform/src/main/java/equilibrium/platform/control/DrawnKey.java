package equilibrium.platform.control;

import equilibrium.platform.secret.Secrets;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.KeyState;
import java.time.Duration;

/**
 * An announce key, drawn and not yet published.
 *
 * @param key the secret text, which stands in URLs
 * @param id derived from it
 */
public record DrawnKey(String key, ClientId id) {
  /** How long the former key stays valid after a rotation. */
  private static final Duration GRACE = Duration.ofDays(7);

  /**
   * The key of a client as it is known.
   *
   * @param keyId derived from the key that it got last
   * @param isRevoked whether that key is refused
   */
  public record LastKey(ClientId client, ClientId keyId, String note, boolean isRevoked) {}

  /**
   * The time and the author of a change.
   *
   * @param nowMs tracker time, milliseconds since 1970
   */
  public record Authorship(long nowMs, String by) {}

  public static DrawnKey draw() {
    var key = Secrets.draw();
    return new DrawnKey(key, ClientIds.ofKey(key));
  }

  /** The first key of a new client. */
  public AnnounceKey issued(String note, Authorship authorship) {
    return new AnnounceKey(
        id, id, null, 0L, KeyState.ISSUED, note, authorship.nowMs(), authorship.by());
  }

  /** Another key of a client. The former one stays valid for 7 days, unless it is revoked. */
  public AnnounceKey rotated(LastKey old, Authorship authorship) {
    return new AnnounceKey(
        old.client(),
        id,
        old.isRevoked() ? null : old.keyId(),
        old.isRevoked() ? 0L : authorship.nowMs() + GRACE.toMillis(),
        KeyState.ROTATED,
        old.note(),
        authorship.nowMs(),
        authorship.by());
  }

  /** No announce with the client's keys is served. */
  public static AnnounceKey revoked(LastKey old, Authorship authorship) {
    return new AnnounceKey(
        old.client(),
        old.keyId(),
        null,
        0L,
        KeyState.REVOKED,
        old.note(),
        authorship.nowMs(),
        authorship.by());
  }
}
