package equilibrium.ingress;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;

/**
 * What the operator has said, as projected.
 *
 * @param torrents by info-hash
 * @param keys by the ids of announce keys
 */
record Operator(Known<InfoHash, Torrent> torrents, Known<ClientId, GoodKey> keys) {

  static Operator silent() {
    return new Operator(new Known<>(), new Known<>());
  }
}
