package equilibrium.ingress.admission;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Torrents and announce keys, as last read from PostgreSQL. Read by every thread, written by one.
 *
 * @param torrents by info-hash
 * @param keys by the ids of announce keys
 * @param keysOf ids of the announce keys of each client
 */
public record Directory(
    ConcurrentMap<InfoHash, Torrent> torrents,
    ConcurrentMap<ClientId, IssuedKey> keys,
    ConcurrentMap<ClientId, Set<ClientId>> keysOf) {

  public static Directory empty() {
    return new Directory(
        new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
  }
}
