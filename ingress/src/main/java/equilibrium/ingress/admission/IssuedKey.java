package equilibrium.ingress.admission;

import equilibrium.schemas.event.ClientId;

/**
 * Whose announce key it is.
 *
 * @param untilMs good until then, milliseconds since 1970; a rotated key's end, or {@link #REVOKED}
 */
public record IssuedKey(ClientId client, long untilMs) {
  public static final long REVOKED = Long.MIN_VALUE;

  public boolean isGood(long nowMs) {
    return untilMs > nowMs;
  }

  public boolean isRevoked() {
    return untilMs == REVOKED;
  }
}
