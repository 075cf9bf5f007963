package equilibrium.bench.detect;

import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.schemas.event.AnnounceEvent;

/**
 * The fingerprint of a recorded announce: FNV-1a over the names of its parameters in their order,
 * as ingress computes it. A trace has no headers, and gives the usual parameters no order; they are
 * taken in the order of libtorrent, before the others.
 */
final class Fingerprints {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  static long of(TraceAnnounce announce) {
    long hash = FNV_OFFSET;
    hash = add(hash, "info_hash");
    hash = add(hash, "peer_id");
    hash = add(hash, "port");
    hash = announce.uploaded() == null ? hash : add(hash, "uploaded");
    hash = announce.downloaded() == null ? hash : add(hash, "downloaded");
    hash = announce.left() == null ? hash : add(hash, "left");
    for (var name : announce.params().keySet()) {
      hash = add(hash, name);
    }
    hash = announce.event() == AnnounceEvent.NONE ? hash : add(hash, "event");
    return announce.numWant() == null ? hash : add(hash, "numwant");
  }

  private static long add(long hash, String name) {
    long result = hash;
    for (int i = 0; i < name.length(); i++) {
      result = (result ^ (name.charAt(i) & 0xff)) * FNV_PRIME;
    }
    return (result ^ '&') * FNV_PRIME;
  }

  private Fingerprints() {}
}
