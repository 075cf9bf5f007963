package equilibrium.ingress;

import equilibrium.schemas.event.ClientId;

/**
 * Whose announce key it is.
 *
 * @param untilMs good until then, milliseconds since 1970; a rotated key's end
 */
record GoodKey(ClientId client, long untilMs) {}
