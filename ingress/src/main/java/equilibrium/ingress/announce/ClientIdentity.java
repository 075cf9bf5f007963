package equilibrium.ingress.announce;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;

/**
 * Who announces.
 *
 * @param network the id that the address alone gives
 */
public record ClientIdentity(ClientId id, Identity identity, ClientId network) {}
