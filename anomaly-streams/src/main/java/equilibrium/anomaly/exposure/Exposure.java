package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;

/**
 * A client got a suspect's endpoint from this tracker.
 *
 * @param recipient the client
 * @param peerId in which session
 * @param endpoint the suspect's
 * @param atMs when, effective time
 * @param http whether the session is known to speak HTTP
 */
record Exposure(ClientId recipient, PeerId peerId, Endpoint endpoint, long atMs, boolean http) {
  Exposure overHttp(boolean known) {
    return new Exposure(recipient, peerId, endpoint, atMs, known);
  }

  boolean isSameAs(Exposure other) {
    return recipient.equals(other.recipient) && endpoint.equals(other.endpoint);
  }
}
