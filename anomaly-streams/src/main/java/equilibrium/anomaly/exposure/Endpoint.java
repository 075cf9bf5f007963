package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.Address;

/**
 * Where a peer is.
 *
 * @param addressKey number of the key that sealed the address; 0: it is plain
 */
public record Endpoint(Address address, int addressKey, int port) {}
