package equilibrium.standalone.differential;

import equilibrium.standalone.differential.TestSwarms.Peer;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One thing asked of both trackers.
 *
 * @param kind what is special about it, for the tally
 * @param from address that it comes from
 * @param wire what is sent
 * @param peer who asks for peers; null: it is no announce that both should hear
 */
record Request(String kind, InetAddress from, Wire wire, @Nullable Peer peer, int numWant) {

  /** How opentracker, which takes no {@code compact=0}, has to be told the same; null: as it is. */
  @Nullable Wire plainer() {
    return wire instanceof Wire.Http(String method, String target) && target.contains(DICTIONARIES)
        ? new Wire.Http(method, target.replace(DICTIONARIES, ""))
        : null;
  }

  private static final String DICTIONARIES = "&compact=0";

  /** What is sent. */
  sealed interface Wire {
    /** One character a byte. */
    record Http(String method, String target) implements Wire {}

    /**
     * Over UDP, as hex digits.
     *
     * @param proven whether the tracker's connection id is written over the first 8 bytes
     */
    record Udp(String hex, boolean proven) implements Wire {}
  }
}
