package equilibrium.ingress.admission;

import equilibrium.schemas.event.ClientId;

/**
 * An announce key.
 *
 * @param client that announces with it
 * @param untilMs end of its validity, milliseconds since 1970: the end of a key that was rotated,
 *     {@link #FOREVER} or {@link #REVOKED}
 */
public record IssuedKey(ClientId client, long untilMs) {
  public static final long FOREVER = Long.MAX_VALUE;
  public static final long REVOKED = Long.MIN_VALUE;

  public boolean isGood(long nowMs) {
    return untilMs > nowMs;
  }

  public boolean isRevoked() {
    return untilMs == REVOKED;
  }
}
