package equilibrium.scoring.swarm;

import equilibrium.schemas.event.ClientId;

/** A credit and the client that it belongs to. */
public record ClientCredit(ClientId clientId, Credit credit) {}
