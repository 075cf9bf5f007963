package equilibrium.anomaly.evidence;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;

/**
 * The client that a finding is about, and the time of the decision.
 *
 * @param decidedAtMs effective time of the event that decided it, milliseconds since 1970
 * @param sourceVerified whether the address was proved by a round trip (TCP, or a UDP connection
 *     id)
 */
public record Subject(
    ClientId clientId, Identity identity, long decidedAtMs, boolean sourceVerified) {}
