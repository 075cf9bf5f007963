package equilibrium.ingress.answer;

import equilibrium.ingress.swarm.Reach;
import equilibrium.platform.Settings;
import equilibrium.schemas.IpAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads which peers are listed to which clients, by the kinds of their addresses. */
final class ReachSettings {
  private static final String EXTERNAL = "ingress.external-ip";

  static Reach from(Settings settings) {
    boolean limited =
        settings.flag(
            "selection.reachable-only",
            "whether peers with private, link-local and loopback addresses are listed to clients of"
                + " the same kind only; false: to everybody",
            true);
    var external =
        settings.list(
            EXTERNAL,
            "public address of the network that the tracker stands in, one IPv4 and one IPv6 at"
                + " most: under it, peers of that network are listed to clients on the internet",
            List.of());
    byte[] ipv4 = null;
    byte[] ipv6 = null;
    for (var text : external) {
      var address = IpAddress.parse(text);
      if (address == null) {
        settings.problem(
            "%s has \"%s\", expected an IPv4 or IPv6 address".formatted(EXTERNAL, text));
      } else if (address.isIpv4()) {
        ipv4 = single(settings, ipv4, Arrays.copyOfRange(address.bytes(), 12, 16));
      } else {
        ipv6 = single(settings, ipv6, address.bytes());
      }
    }
    return new Reach(limited, ipv4, ipv6);
  }

  private static byte[] single(Settings settings, byte @Nullable [] before, byte[] address) {
    if (before != null) {
      settings.problem(EXTERNAL + " has two addresses of one family, expected one");
    }
    return address;
  }

  private ReachSettings() {}
}
