package equilibrium.ingress.answer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Family;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which peers are listed to which clients, by the kinds of their addresses. */
class ReachTest {
  private static final List<String> SEEDERS =
      List.of("127.0.0.1", "192.168.1.5", "172.17.0.1", "169.254.3.4", "198.51.100.7");

  private static final List<String> SEEDERS_OF_IPV6 =
      List.of("::1", "fd00::5", "fe80::4", "2001:db8::7");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.9 | 198.51.100.7
          192.168.1.9 | 172.17.0.1 192.168.1.5 198.51.100.7
          10.0.0.9    | 172.17.0.1 192.168.1.5 198.51.100.7
          100.64.0.9  | 172.17.0.1 192.168.1.5 198.51.100.7
          169.254.3.9 | 169.254.3.4 198.51.100.7
          127.0.0.9   | 127.0.0.1 169.254.3.4 172.17.0.1 192.168.1.5 198.51.100.7
          """)
  void aClientGetsPeersOfItsOwnKindAndPublicOnes(String asker, String listed) {
    var tracker = seeded(Map.of(), SEEDERS);

    assertThat(listed(tracker, asker, Family.IPV4)).isEqualTo(listed);
    assertThat(tracker.found.seeders()).as("counts stay").isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2001:db8::9 | 2001:db8::7
          fd00::9     | 2001:db8::7 fd00::5
          fec0::9     | 2001:db8::7 fd00::5
          fe80::9     | 2001:db8::7 fe80::4
          ::1         | 2001:db8::7 ::1 fd00::5 fe80::4
          """)
  void theSameOverIpv6(String asker, String listed) {
    var tracker = seeded(Map.of(), SEEDERS_OF_IPV6);

    assertThat(listed(tracker, asker, Family.IPV6)).isEqualTo(listed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0"
      })
  void addressesBesideThoseNetworksArePublic(String neighbour) {
    var tracker = seeded(Map.of(), List.of(neighbour));

    assertThat(listed(tracker, "203.0.113.9", Family.IPV4)).isEqualTo(neighbour);
  }

  @Test
  void whoWantsItsListsAllToAll() {
    var tracker = seeded(Map.of("selection.reachable-only", "false"), SEEDERS);

    assertThat(listed(tracker, "203.0.113.9", Family.IPV4))
        .isEqualTo("127.0.0.1 169.254.3.4 172.17.0.1 192.168.1.5 198.51.100.7");
  }

  @Test
  void aSeedboxBesideTheTrackerIsListedUnderTheExternalAddress() {
    var external = Map.of("ingress.external-ip", "203.0.113.1,2001:db8::1");
    var tracker = seeded(external, List.of("127.0.0.1", "192.168.1.5", "198.51.100.7"));

    assertThat(listed(tracker, "203.0.113.9", Family.IPV4))
        .isEqualTo("198.51.100.7 203.0.113.1 203.0.113.1");
    assertThat(listed(tracker, "192.168.1.9", Family.IPV4))
        .as("with the leecher of before")
        .isEqualTo("192.168.1.5 198.51.100.7 203.0.113.1 203.0.113.9");
    assertThat(listed(seeded(external, List.of("::1")), "2001:db8::9", Family.IPV6))
        .isEqualTo("2001:db8::1");
  }

  @Test
  void twoPeersWithOnePortAreListedOnceUnderTheExternalAddress() {
    var tracker = new UnwiredTracker(Map.of("ingress.external-ip", "203.0.113.1"));
    var peerId = UnwiredTracker.PEER;
    var samePort = sameHash(peerId);
    tracker.announceTo(0, "192.168.1.5", peerId, AnnounceEvent.STARTED, 0);
    tracker.announceTo(0, "192.168.1.6", samePort, AnnounceEvent.STARTED, 0);

    assertThat(listed(tracker, "203.0.113.9", Family.IPV4)).isEqualTo("203.0.113.1");
    assertThat(tracker.found.peers().seeders()).isOne();
  }

  /** Another text with the same hash, which the tracker of the tests makes ports of. */
  private static String sameHash(String text) {
    return text.substring(0, text.length() - 2)
        + (char) (text.charAt(text.length() - 2) + 1)
        + (char) (text.charAt(text.length() - 1) - 31);
  }

  private static UnwiredTracker seeded(Map<String, String> settings, List<String> seeders) {
    var tracker = new UnwiredTracker(settings);
    for (int i = 0; i < seeders.size(); i++) {
      var peerId = "-LT1200-seeder%06d".formatted(i);
      tracker.announceTo(0, seeders.get(i), peerId, AnnounceEvent.STARTED, 0);
    }
    return tracker;
  }

  /** The addresses in the list of a leecher, in order. */
  private static String listed(UnwiredTracker tracker, String asker, Family family) {
    tracker.announceTo(0, asker, "-LT1200-a%11.11s".formatted(asker), AnnounceEvent.STARTED, 5);
    var peers = tracker.found.peers();
    var found = new ArrayList<String>();
    int bytes = family.endpointBytes();
    for (int i = 0; i < peers.size(family); i++) {
      byte[] address = Arrays.copyOfRange(peers.endpoints(family), i * bytes, (i + 1) * bytes - 2);
      found.add(Addresses.text(address));
    }
    found.sort(null);
    return String.join(" ", found);
  }
}
