package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import equilibrium.peer.Event;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.peer.Wire;
import equilibrium.standalone.command.Equilibrium;
import equilibrium.standalone.control.IdText;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference peer and the whole tracker. */
@Timeout(120)
class PeerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHUNK = 256 << 10;
  private static final int SIZE = 16 << 20;

  @TempDir static Path folder;
  private static TrackerFixture tracker;

  @BeforeAll
  static void start() {
    var settings = new LinkedHashMap<>(Transfer.QUICK);
    settings.put("udp.replicated-tracker", "true");
    tracker = TrackerFixture.on(folder.resolve("data"), settings);
  }

  @AfterAll
  static void stop() {
    tracker.close();
  }

  @ParameterizedTest(name = "over {0} {1}, with keys: {2}")
  @CsvSource({
    "http, BY_URL, false",
    "http, BY_URL, true",
    "udp, BY_URL, false",
    "udp, BY_URL, true",
  })
  void whatPeersSayOfATransferIsWhatTheTrackerRecords(String scheme, Wire wire, boolean keys)
      throws Exception {
    var name = "%s-%s-%s".formatted(scheme, wire, keys);
    var place = Files.createDirectories(folder.resolve(name));
    var file = content(place.resolve("content"), name);
    Queue<Event> events = new ConcurrentLinkedQueue<>();
    String sha1;

    try (var seeder = Peer.open(config(place.resolve("a"), scheme, wire, keys), events::add)) {
      var torrent = seeder.share(file, CHUNK, true);
      sha1 = torrent.sha1();
      try (var leecher = Peer.open(config(place.resolve("b"), scheme, wire, keys), events::add)) {
        leecher.get(torrent, place.resolve("to"));
        assertThat(leecher.awaitComplete(PATIENCE)).isTrue();
      }
    }

    assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
    assertSameAnnounces(sha1, events);
    if (wire == Wire.BY_URL) {
      Await.until("the transfer is projected", () -> balance(sha1).getFirst() >= SIZE);
      assertThat(balance(sha1).get(0).doubleValue()).isCloseTo(SIZE, withinPercentage(0.5));
      assertThat(balance(sha1).get(1).doubleValue()).isCloseTo(SIZE, withinPercentage(0.5));
    }
  }

  private static void assertSameAnnounces(String sha1, Queue<Event> events) {
    var said =
        events.stream()
            .filter(Event.Announced.class::isInstance)
            .map(event -> ((Event.Announced) event).event())
            .toList();
    Await.until("every announce is in the log", () -> recorded(sha1).size() >= said.size());
    assertThat(recorded(sha1)).containsExactlyInAnyOrderElementsOf(said);
    assertThat(said).contains("started", "completed", "stopped");
  }

  private static List<String> recorded(String sha1) {
    return tracker.announces().stream()
        .filter(announced -> IdText.of(announced.getInfoHash().bytes()).equals(sha1))
        .map(announced -> announced.getEvent().name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Uploaded and downloaded, bytes. */
  private static List<Long> balance(String sha1) throws SQLException {
    var sql = "SELECT downloaded, uploaded FROM swarm_balances WHERE info_hash = ?";
    try (var db = tracker.postgres();
        var select = db.prepareStatement(sql)) {
      select.setBytes(1, HexFormat.of().parseHex(sha1));
      try (var row = select.executeQuery()) {
        return row.next() ? List.of(row.getLong(1), row.getLong(2)) : List.of(0L, 0L);
      }
    }
  }

  private static PeerConfig config(Path data, String scheme, Wire wire, boolean keys) {
    var trackers = Trackers.of(tracker.announceUrl(scheme)).over(wire, null);
    return PeerConfig.in(data, keys ? trackers.withKey(issuedKey()) : trackers);
  }

  private static String issuedKey() {
    var line = tracker.run("keys", "issue", "--count=1").strip();
    return line.split("\t")[1];
  }

  private static Path content(Path file, String seed) throws IOException {
    byte[] bytes = new byte[SIZE];
    new SplittableRandom(seed.hashCode()).nextBytes(bytes);
    return Files.write(file, bytes);
  }

  /** As a newcomer does it: the commands, in terminals of their own. */
  @Test
  void shareAndGetAreTwoCommands() throws Exception {
    var place = Files.createDirectories(folder.resolve("commands"));
    var file = content(place.resolve("content"), "commands");
    var url = "--tracker=" + tracker.announceUrl("http");
    var sharing =
        Thread.ofPlatform()
            .start(
                () ->
                    Printed.by(
                        () ->
                            Equilibrium.command(Map.of())
                                .execute(
                                    "peer",
                                    "share",
                                    file.toString(),
                                    url,
                                    "--ratio=1",
                                    "--data=" + place.resolve("a"))));
    Await.until("the torrent is written", () -> Files.exists(place.resolve("content.torrent")));

    int exitCode =
        Equilibrium.command(Map.of())
            .execute(
                "peer",
                "get",
                place.resolve("content.torrent").toString(),
                "--to=" + place.resolve("to"),
                "--within=1m",
                "--then=seed",
                "--seed-for=3s",
                "--data=" + place.resolve("b"));
    sharing.join();

    assertThat(exitCode).isZero();
    assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
    var chunks =
        Printed.by(
            () ->
                Equilibrium.command(Map.of())
                    .execute("peer", "chunks", "--verify", "--data=" + place.resolve("b")));
    assertThat(chunks.exitCode()).isZero();
    assertThat(chunks.out()).contains("\t64\t64\t" + SIZE + "\t");
  }
}
