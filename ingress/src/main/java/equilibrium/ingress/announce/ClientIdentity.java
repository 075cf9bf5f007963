package equilibrium.ingress.announce;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;

/**
 * The client that announces. A thread may fill one object anew for each announce: what is kept of
 * it is copied. Not thread-safe.
 */
public final class ClientIdentity {
  private final ClientId id = new ClientId(new byte[Ids.CLIENT_ID_BYTES]);
  private final ClientId network = new ClientId(new byte[Ids.CLIENT_ID_BYTES]);
  private Identity identity = Identity.ADDRESS;

  /** Sets the id, which is copied, and what it was made from. */
  public void set(ClientId id, Identity identity) {
    System.arraycopy(id.bytes(), 0, this.id.bytes(), 0, Ids.CLIENT_ID_BYTES);
    identity(identity);
  }

  /** Sets what the id was made from, which was written to {@link #id()}. */
  public void identity(Identity identity) {
    this.identity = identity;
  }

  /** That it is known by. */
  public ClientId id() {
    return id;
  }

  /** What the id was made from. */
  public Identity identity() {
    return identity;
  }

  /** The id made from its address alone. */
  public ClientId network() {
    return network;
  }
}
