package equilibrium.peer;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a peer runs.
 *
 * @param data folder of its memory, one process at a time
 */
public record PeerConfig(Path data, Network network, Trackers trackers, Limits limits) {

  /** How a tracker is asked. */
  public enum Wire {
    /** HTTP, HTTPS or UDP (BEP 15), by the URL. */
    BY_URL,
    /** UDP in the layout of the replicated-tracker document; the host may be a multicast group. */
    REPLICATED
  }

  /**
   * What it opens.
   *
   * @param listen address and port, an IPv6 address in brackets; port 0: any free one
   * @param open also finds peers by DHT, PEX and LSD
   * @param utp also moves bytes over UDP
   */
  public record Network(String listen, boolean open, boolean utp) {
    public static final Network LOOPBACK = new Network("127.0.0.1:0", false, false);

    private static final int MOST_PORT = 65_535;

    public Network {
      if (!listen.matches("(\\[[0-9a-fA-F:.]+]|[0-9.]+):\\d{1,5}") || !isAddress(listen)) {
        throw new PeerFault(
            "--listen is %s, expected ADDRESS:PORT such as 127.0.0.1:0 or [::1]:0"
                .formatted(listen));
      }
    }

    /** Neither listens nor connects outside this machine. */
    boolean isLoopbackAlone() {
      return address().isLoopbackAddress() && !open;
    }

    InetAddress address() {
      return address(listen);
    }

    private static boolean isAddress(String listen) {
      try {
        var _ = address(listen);
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)) <= MOST_PORT;
      } catch (IllegalArgumentException _) {
        return false;
      }
    }

    private static InetAddress address(String listen) {
      var text = listen.substring(0, listen.lastIndexOf(':'));
      return InetAddress.ofLiteral(text.replaceAll("[\\[\\]]", ""));
    }
  }

  /**
   * Whom it asks for peers.
   *
   * @param urls none: those of the torrent
   * @param key announce key, which is appended to each URL; null: none
   * @param multicast name of the network interface for a multicast group; null: the system's choice
   */
  public record Trackers(
      List<String> urls, @Nullable String key, Wire wire, @Nullable String multicast) {
    public Trackers {
      urls = List.copyOf(urls);
    }

    public static Trackers of(String... urls) {
      return new Trackers(List.of(urls), null, Wire.BY_URL, null);
    }

    public Trackers withKey(@Nullable String announceKey) {
      return new Trackers(urls, announceKey, wire, multicast);
    }

    public Trackers over(Wire other, @Nullable String networkInterface) {
      return new Trackers(urls, key, other, networkInterface);
    }
  }

  /** On loopback, without limits. */
  public static PeerConfig in(Path data, Trackers trackers) {
    return new PeerConfig(data, Network.LOOPBACK, trackers, Limits.none());
  }

  public PeerConfig withLimits(Limits other) {
    return new PeerConfig(data, network, trackers, other);
  }

  public PeerConfig withNetwork(Network other) {
    return new PeerConfig(data, other, trackers, limits);
  }
}
