package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import equilibrium.peer.Event;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Network;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.peer.PeerConfig.Wire;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.standalone.control.IdText;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** One transfer between two reference peers over a tracker in a process of its own. */
final class PeerTransfer {
  static final int CHUNK = 256 << 10;
  static final int SIZE = 16 << 20;
  static final int LARGE = 64 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A tracker in a process of its own, which also knows HTTPS and the replicated layout. */
  static ChildTracker tracker(Path folder, Loopback family) throws IOException {
    return tracker(folder, family, 0);
  }

  /** On this port; 0: any free one. */
  static ChildTracker tracker(Path folder, Loopback family, int port) throws IOException {
    var settings = new LinkedHashMap<>(Transfer.QUICK);
    settings.put("ingress.port", Integer.toString(port));
    settings.put("udp.replicated-tracker", "true");
    settings.put("ingress.host", family.address());
    settings.put("https.port", "0");
    settings.put("https.certificate", TestCertificate.FILE.toString());
    settings.put("https.key", TestCertificate.KEY.toString());
    return ChildTracker.on(
        folder.resolve("data-" + family), folder.resolve("log-" + family), settings);
  }

  /** Moves a file, and compares what the peers say with the log and the balance of the swarm. */
  static void over(ChildTracker tracker, Path folder, String wire, boolean keys, int size)
      throws Exception {
    var name = wire + keys + tracker.family();
    var place = Files.createDirectories(folder.resolve(name));
    var file = content(place.resolve("content"), name, size);
    Queue<Event> events = new ConcurrentLinkedQueue<>();
    String sha1;

    try (var seeder = Peer.open(config(tracker, place.resolve("a"), wire, keys), events::add)) {
      var torrent = seeder.share(file, CHUNK, true);
      sha1 = torrent.sha1();
      try (var leecher = Peer.open(config(tracker, place.resolve("b"), wire, keys), events::add)) {
        leecher.get(torrent, place.resolve("to"));
        assertThat(leecher.awaitComplete(PATIENCE)).isTrue();
      }
    }

    assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
    assertSameAnnounces(tracker, sha1, events);
    // The replicated layout has no counters, and its first seeder counts as a download.
    boolean replicated = wire.equals("replicated");
    int downloads = replicated ? 2 : 1;
    Await.until(
        "the transfer is projected",
        () -> books(tracker, sha1),
        books -> books.completed() >= downloads && (replicated || books.downloaded() >= size));
    var books = books(tracker, sha1);
    assertThat(books.completed()).isEqualTo(downloads);
    if (!replicated) {
      assertThat(List.of(books.downloaded(), books.uploaded()))
          .allSatisfy(bytes -> assertThat(bytes).isCloseTo((long) size, withinPercentage(0.5)));
    }
  }

  /** Announces without event aside: a scrape of the replicated layout is one too. */
  private static void assertSameAnnounces(ChildTracker tracker, String sha1, Queue<Event> events) {
    var said =
        events.stream()
            .filter(Event.Announced.class::isInstance)
            .map(event -> ((Event.Announced) event).event())
            .filter(event -> !event.equals("none"))
            .toList();
    assertThat(said).contains("started", "completed", "stopped");
    Await.until(
        "every announce is in the log", () -> recorded(tracker, sha1).size() >= said.size());
    assertThat(recorded(tracker, sha1)).containsExactlyInAnyOrderElementsOf(said);
  }

  /** The events of a swarm in the log, but announces without one. */
  static List<String> recorded(ChildTracker tracker, String sha1) {
    var kafka = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, tracker.kafka()), 8, 1);
    var found = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<InfoHash, SpecificRecord>(
            kafka.with(Map.of("isolation.level", "read_committed")),
            Topics.ANNOUNCES.key().deserializer(),
            Topics.ANNOUNCES.value().deserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.ANNOUNCES.name()).stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var read : consumer.poll(Duration.ofMillis(200))) {
          if (read.value() instanceof Announced announced
              && IdText.of(announced.getInfoHash().bytes()).equals(sha1)) {
            found.add(announced.getEvent().name().toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    found.removeIf("none"::equals);
    return found;
  }

  /** What the tracker says of a swarm; bytes, and downloads. */
  private record Books(long downloaded, long uploaded, long completed) {}

  private static Books books(ChildTracker tracker, String sha1) throws SQLException {
    var sql =
        "SELECT downloaded, uploaded, completed FROM swarm_balances"
            + " WHERE info_hash = decode(?, 'hex')";
    try (var db = tracker.postgres();
        var select = db.prepareStatement(sql)) {
      select.setString(1, sha1);
      try (var row = select.executeQuery()) {
        return row.next()
            ? new Books(row.getLong(1), row.getLong(2), row.getLong(3))
            : new Books(0, 0, 0);
      }
    }
  }

  static PeerConfig config(ChildTracker tracker, Path data, String wire, boolean keys) {
    var url =
        switch (wire) {
          case "http" -> tracker.announceUrl();
          case "https" -> tracker.httpsUrl();
          default -> tracker.udpUrl();
        };
    var trackers =
        Trackers.of(Loopback.named(url))
            .over(wire.equals("replicated") ? Wire.REPLICATED : Wire.BY_URL, null);
    return PeerConfig.in(data, keys ? trackers.withKey(issuedKey(tracker)) : trackers)
        .withNetwork(new Network(tracker.family().inUrl() + ":0", false, false));
  }

  private static String issuedKey(ChildTracker tracker) {
    return tracker.run("keys", "issue", "--count=1").strip().split("\t", -1)[1];
  }

  static Path content(Path file, String seed) throws IOException {
    return content(file, seed, SIZE);
  }

  static Path content(Path file, String seed, int size) throws IOException {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed.hashCode()).nextBytes(bytes);
    return Files.write(file, bytes);
  }

  private PeerTransfer() {}
}
