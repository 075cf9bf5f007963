package equilibrium.ingress.admission;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.util.Set;

/**
 * What the operator has said, as projected.
 *
 * @param torrents by info-hash
 * @param keys by the ids of announce keys
 * @param keysOf ids of the announce keys of each client
 */
public record Directory(
    Known<InfoHash, Torrent> torrents,
    Known<ClientId, IssuedKey> keys,
    Known<ClientId, Set<ClientId>> keysOf) {

  public static Directory silent() {
    return new Directory(new Known<>(), new Known<>(), new Known<>());
  }
}
