package equilibrium.ingress.announce;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;

/**
 * The client that announces.
 *
 * @param id that it is known by
 * @param identity what the id was made from
 * @param network the id made from its address alone
 */
public record ClientIdentity(ClientId id, Identity identity, ClientId network) {}
