package equilibrium.scoring.session;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import org.jspecify.annotations.Nullable;

/**
 * The client of a session, as in its last counted announce.
 *
 * @param networkId the network that it announced from
 * @param key the parameter {@code key}, by which a client is recognised on another address; null:
 *     absent
 */
public record Owner(
    ClientId clientId, Identity identity, ClientId networkId, @Nullable Integer key) {

  /** Whether both are the same client, by id or by key. */
  boolean isSame(Owner other) {
    return clientId.equals(other.clientId) || (key != null && key.equals(other.key));
  }
}
