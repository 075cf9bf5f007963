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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference peer with each client over HTTP and UDP, and with itself over each wire. It takes
 * minutes, so it runs only when named.
 */
class PeerClientMatrix {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHUNK = 64 << 10; // as the torrents of these tests have it

  @TempDir static Path folder;
  private static ChildTracker tracker;

  @BeforeAll
  static void start() throws IOException {
    tracker = PeerTransfer.tracker(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    tracker.close();
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
    exchange(tracker, folder, client, wire);
  }

  @ParameterizedTest(name = "two peers over {0}, with keys: {1}")
  @CsvSource({"http, false", "http, true", "udp, false", "udp, true", "replicated, false"})
  void whatPeersSayOfATransferIsWhatTheTrackerRecords(String wire, boolean keys) throws Exception {
    PeerTransfer.over(tracker, folder, wire, keys);
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
        Await.until("the file is whole: " + leecher, () -> leecher.has(ours));
      }

      try (var _ = client.seed(theirs, place.resolve("seeder"), Loopback.IPV4)) {
        peer.get(equilibrium.peer.Torrent.read(theirs.metainfo()), place.resolve("to"));
        assertThat(peer.awaitComplete(PATIENCE)).isTrue();
      }
    }

    assertThat(place.resolve("to/theirs")).hasSameBinaryContentAs(theirs.content());
  }
}
