package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;

/**
 * Where a suspect announced from in one swarm.
 *
 * @param clientId the suspect
 * @param peerId in which session
 * @param networkId of the address
 * @param sinceMs when it was first seen there, effective time
 * @param lastMs when it was last seen there
 * @param disputed whether somebody else announced the same endpoint, or the session another one
 */
record SuspectEndpoint(
    Endpoint endpoint,
    ClientId clientId,
    PeerId peerId,
    ClientId networkId,
    long sinceMs,
    long lastMs,
    boolean disputed) {

  boolean isOf(ClientId client, PeerId peer) {
    return clientId.equals(client) && peerId.equals(peer);
  }

  SuspectEndpoint seen(long nowMs) {
    return new SuspectEndpoint(
        endpoint, clientId, peerId, networkId, sinceMs, Math.max(lastMs, nowMs), disputed);
  }

  SuspectEndpoint asDisputed() {
    return new SuspectEndpoint(endpoint, clientId, peerId, networkId, sinceMs, lastMs, true);
  }
}
