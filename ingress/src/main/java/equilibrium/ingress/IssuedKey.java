package equilibrium.ingress;

import equilibrium.schemas.event.ClientId;

/**
 * Whose announce key it is.
 *
 * @param untilMs good until then, milliseconds since 1970; a rotated key's end, or {@link #REVOKED}
 */
record IssuedKey(ClientId client, long untilMs) {
  static final long REVOKED = Long.MIN_VALUE;

  boolean isGood(long nowMs) {
    return untilMs > nowMs;
  }

  boolean isRevoked() {
    return untilMs == REVOKED;
  }
}
