package equilibrium.scoring.session;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Whose session it is, as its last counted announce said.
 *
 * @param networkId from which network
 * @param key the client's own proof that it is the same one on another address
 */
public record Owner(
    ClientId clientId, Identity identity, ClientId networkId, @Nullable Integer key) {

  /** By id, or on another address by key. */
  boolean isSame(Owner other) {
    return clientId.equals(other.clientId) || (key != null && key.equals(other.key));
  }
}
