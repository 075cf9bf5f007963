package equilibrium.ingress.udp;

import equilibrium.platform.Settings;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How UDP is served.
 *
 * @param payload most bytes of a reply to an announce
 * @param replicatedTracker whether the layout of the replicated-tracker document is served too
 * @param multicast the group where requests to all nodes arrive; null: none
 */
public record UdpConfig(int payload, boolean replicatedTracker, @Nullable Multicast multicast) {

  /**
   * A multicast group.
   *
   * @param network name of the network interface; empty: the first that can
   */
  public record Multicast(InetAddress group, String network, int port) {}

  public static UdpConfig from(Settings settings) {
    return new UdpConfig(
        settings.integer(
            "ingress.udp-payload", "largest UDP reply to an announce, in bytes", 508, 98, 1472),
        settings.flag(
            "udp.replicated-tracker",
            "whether the UDP layout of the replicated-tracker document is accepted too",
            false),
        multicast(settings));
  }

  private static @Nullable Multicast multicast(Settings settings) {
    var group =
        settings.text(
            "udp.multicast-group",
            "multicast address of requests to all nodes, such as 239.192.0.15; empty: none",
            "");
    var network =
        settings.text(
            "udp.multicast-interface",
            "network interface of the multicast group; empty: the first that can",
            "");
    int port =
        settings.integer("udp.multicast-port", "UDP port of the multicast group", 6970, 1, 65_535);
    if (group.isEmpty()) {
      return null;
    }
    try {
      var address = InetAddress.ofLiteral(group);
      if (address.isMulticastAddress()) {
        return new Multicast(address, network, port);
      }
    } catch (IllegalArgumentException _) {
      // reported below
    }
    settings.problem(
        "udp.multicast-group is %s, expected a multicast address such as 239.192.0.15"
            .formatted(group));
    return null;
  }
}
