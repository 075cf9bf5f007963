package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference peer with each client over HTTP and UDP, and with itself over each wire and both
 * families. It takes minutes and needs {@code ip6-localhost} to be ::1, as it is on Debian, so it
 * runs only when named.
 */
class PeerClientMatrix {

  /** libtorrent waits a minute between UDP announces, and Transmission has to be called. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int CHUNK = 64 << 10; // as the torrents of these tests have it

  @TempDir static Path folder;
  private static final Map<Loopback, ChildTracker> TRACKERS = new EnumMap<>(Loopback.class);

  @BeforeAll
  static void start() throws IOException {
    for (var family : Loopback.values()) {
      TRACKERS.put(family, PeerTransfer.tracker(folder, family));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    for (var tracker : TRACKERS.values()) {
      tracker.close();
    }
  }

  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource({
    "ARIA2, http",
    "ARIA2, udp",
    "TRANSMISSION, http",
    "TRANSMISSION, udp",
    "LIBTORRENT, http",
    "LIBTORRENT, udp",
  })
  void bothDirections(Client client, String wire) throws Exception {
    exchange(tracker(Loopback.IPV4), folder, client, wire);
  }

  /** The replicated layout has room for addresses of IPv4 alone. */
  @ParameterizedTest(name = "two peers over {0}, with keys: {1}, {2}")
  @CsvSource({
    "http, false, IPV4",
    "http, true, IPV4",
    "https, false, IPV4",
    "https, true, IPV4",
    "udp, false, IPV4",
    "udp, true, IPV4",
    "replicated, false, IPV4",
    "http, true, IPV6",
    "https, false, IPV6",
    "https, true, IPV6",
    "udp, false, IPV6",
    "udp, true, IPV6",
  })
  void whatPeersSayOfATransferIsWhatTheTrackerRecords(String wire, boolean keys, Loopback family)
      throws Exception {
    PeerTransfer.over(tracker(family), folder, wire, keys, PeerTransfer.LARGE);
  }

  private static ChildTracker tracker(Loopback family) {
    return Objects.requireNonNull(TRACKERS.get(family));
  }

  /** The client downloads from the peer a torrent that is not the peer's, then the other way. */
  private static void exchange(ChildTracker tracker, Path folder, Client client, String wire)
      throws Exception {
    var url = wire.equals("udp") ? tracker.udpUrl() : tracker.announceUrl();
    var place = Files.createDirectories(folder.resolve(client + wire));
    var config = PeerConfig.in(place.resolve("peer"), Trackers.of(url));
    var ours = Torrent.in(place.resolve("ours"), "ours", client.trackerUrl(url));
    var theirs = Torrent.in(place.resolve("theirs"), "theirs", client.trackerUrl(url));

    try (var peer = Peer.open(config, _ -> {})) {
      var shared = peer.share(ours.content(), CHUNK, true);
      assertThat(shared.sha1()).isEqualTo(ours.infoHash());
      try (var leecher = client.download(ours, place.resolve("leecher"), Loopback.IPV4)) {
        Await.within(PATIENCE, "the file is whole: " + leecher, () -> leecher.has(ours));
      }

      try (var _ = client.seed(theirs, place.resolve("seeder"), Loopback.IPV4)) {
        peer.get(equilibrium.peer.Torrent.read(theirs.metainfo()), place.resolve("to"));
        assertThat(peer.awaitComplete(PATIENCE)).isTrue();
      }
    }

    assertThat(place.resolve("to/theirs")).hasSameBinaryContentAs(theirs.content());
  }
}
