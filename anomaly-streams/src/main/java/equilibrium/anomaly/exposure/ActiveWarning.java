package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.ClientId;

/**
 * A warning that was drafted and is not over.
 *
 * @param recipient who gets it
 * @param subject whom it is about
 * @param networkId of the address that it is about
 * @param untilMs when it is over at the latest, effective time
 */
record ActiveWarning(ClientId recipient, ClientId subject, ClientId networkId, long untilMs) {}
