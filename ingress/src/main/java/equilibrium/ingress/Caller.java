package equilibrium.ingress;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;

/**
 * Who announces.
 *
 * @param network the id that the address alone gives
 */
record Caller(ClientId id, Identity identity, ClientId network) {}
