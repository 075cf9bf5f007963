package equilibrium.ingress.udp;

import equilibrium.ingress.udp.UdpConfig.Multicast;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests that a client sends to all nodes of its network at once, as the replicated-tracker
 * document has it. Every node receives them, and one answers from its own port; the supplier says
 * whether it is this node.
 */
public final class MulticastListener implements AutoCloseable {
  private final Receiver receiver;

  /**
   * Joins the group; throws a {@link Fault} if it cannot.
   *
   * @param isOurs whether this node is the one that answers now; asked for each datagram
   */
  public MulticastListener(Multicast multicast, UdpTracker tracker, BooleanSupplier isOurs) {
    var memory = tracker.memory();
    this.receiver =
        new Receiver(
            "udp-multicast",
            join(multicast),
            (datagram, from) -> {
              if (isOurs.getAsBoolean()) {
                tracker.handle(datagram, from, memory);
              } else {
                tracker.leaveToAnother();
              }
            });
  }

  private static DatagramChannel join(Multicast multicast) {
    var family =
        multicast.group() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try {
      var channel = DatagramChannel.open(family);
      try {
        // several nodes on one machine may join the same group
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(multicast.port()));
        var _ = channel.join(multicast.group(), network(multicast));
        return channel;
      } catch (IOException | Fault e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new Fault(
          "UDP cannot join %s (udp.multicast-group) on port %d (udp.multicast-port): %s"
              .formatted(multicast.group().getHostAddress(), multicast.port(), e.getMessage()),
          e);
    }
  }

  private static NetworkInterface network(Multicast multicast) throws IOException {
    var network =
        multicast.network().isEmpty()
            ? first(multicast.group())
            : NetworkInterface.getByName(multicast.network());
    if (network == null) {
      var names =
          NetworkInterface.networkInterfaces()
              .map(NetworkInterface::getName)
              .collect(Collectors.joining(", "));
      throw new Fault(
          "udp.multicast-interface is \"%s\", expected one of %s that can multicast"
              .formatted(multicast.network(), names));
    }
    return network;
  }

  private static @Nullable NetworkInterface first(InetAddress group) throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(network -> canHear(network, group))
        .findFirst()
        .orElse(null);
  }

  private static boolean canHear(NetworkInterface network, InetAddress group) {
    try {
      return network.isUp()
          && network.supportsMulticast()
          && !network.isLoopback()
          && network
              .inetAddresses()
              .anyMatch(address -> address.getAddress().length == group.getAddress().length);
    } catch (SocketException _) {
      return false;
    }
  }

  @Override
  public void close() {
    receiver.close();
  }
}
