package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import equilibrium.peer.Event;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.peer.PeerConfig.Wire;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.standalone.command.Equilibrium;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference peer and a whole tracker in a process of its own. */
@Timeout(120)
class PeerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHUNK = 256 << 10;
  private static final int SIZE = 16 << 20;

  @TempDir static Path folder;
  private static ChildTracker tracker;

  @BeforeAll
  static void start() throws IOException {
    var settings = new LinkedHashMap<>(Transfer.QUICK);
    settings.put("udp.replicated-tracker", "true");
    tracker = ChildTracker.on(folder.resolve("data"), folder.resolve("log"), settings);
  }

  @AfterAll
  static void stop() throws IOException {
    tracker.close();
  }

  @ParameterizedTest(name = "over {0}, with keys: {1}")
  @CsvSource({"http, false", "http, true", "udp, false", "udp, true", "replicated, false"})
  void whatPeersSayOfATransferIsWhatTheTrackerRecords(String wire, boolean keys) throws Exception {
    var place = Files.createDirectories(folder.resolve(wire + keys));
    var file = content(place.resolve("content"), wire + keys);
    Queue<Event> events = new ConcurrentLinkedQueue<>();
    String sha1;

    try (var seeder = Peer.open(config(place.resolve("a"), wire, keys), events::add)) {
      var torrent = seeder.share(file, CHUNK, true);
      sha1 = torrent.sha1();
      try (var leecher = Peer.open(config(place.resolve("b"), wire, keys), events::add)) {
        leecher.get(torrent, place.resolve("to"));
        assertThat(leecher.awaitComplete(PATIENCE)).isTrue();
      }
    }

    assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
    assertSameAnnounces(sha1, events);
    if (!wire.equals("replicated")) { // whose announces have no counters
      Await.until("the transfer is projected", () -> balance(sha1).getFirst() >= SIZE);
      assertThat(balance(sha1)).allSatisfy(bytes -> assertThat(bytes).isCloseTo((long) SIZE, withinPercentage(0.5)));
    }
  }

  /** Announces without event aside: a scrape of the replicated layout is one too. */
  private static void assertSameAnnounces(String sha1, Queue<Event> events) {
    var said =
        events.stream()
            .filter(Event.Announced.class::isInstance)
            .map(event -> ((Event.Announced) event).event())
            .filter(event -> !event.equals("none"))
            .toList();
    assertThat(said).contains("started", "completed", "stopped");
    Await.until("every announce is in the log", () -> recorded(sha1).size() >= said.size());
    assertThat(recorded(sha1)).containsExactlyInAnyOrderElementsOf(said);
  }

  private static List<String> recorded(String sha1) {
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

  /** Downloaded and uploaded, bytes. */
  private static List<Long> balance(String sha1) throws SQLException {
    var sql =
        "SELECT downloaded, uploaded FROM swarm_balances WHERE info_hash = decode(?, 'hex')";
    try (var db = tracker.postgres();
        var select = db.prepareStatement(sql)) {
      select.setString(1, sha1);
      try (var row = select.executeQuery()) {
        return row.next() ? List.of(row.getLong(1), row.getLong(2)) : List.of(0L, 0L);
      }
    }
  }

  private static PeerConfig config(Path data, String wire, boolean keys) {
    var url = wire.equals("http") ? tracker.announceUrl() : tracker.udpUrl();
    var trackers =
        Trackers.of(url).over(wire.equals("replicated") ? Wire.REPLICATED : Wire.BY_URL, null);
    return PeerConfig.in(data, keys ? trackers.withKey(issuedKey()) : trackers);
  }

  private static String issuedKey() {
    return tracker.run("keys", "issue", "--count=1").strip().split("\t", -1)[1];
  }

  @Test
  void anotherClientDownloadsFromThePeerAndThePeerFromIt() throws Exception {
    PeerClientMatrix.exchange(tracker, folder, Client.ARIA2, "udp");
  }

  /** As a newcomer does it, each command in a terminal of its own. */
  @Test
  void shareAndGetAreTwoCommands() throws Exception {
    var place = Files.createDirectories(folder.resolve("commands"));
    var file = content(place.resolve("content"), "commands");
    var url = "--tracker=" + tracker.announceUrl();
    var sharing =
        Thread.ofPlatform()
            .start(
                () ->
                    run("peer", "share", file.toString(), url, "--ratio=1", data(place, "a")));
    Await.until("the torrent is written", () -> Files.exists(place.resolve("content.torrent")));

    int exitCode =
        run(
            "peer",
            "get",
            place.resolve("content.torrent").toString(),
            "--to=" + place.resolve("to"),
            "--within=1m",
            "--then=seed",
            "--seed-for=3s",
            data(place, "b"));
    sharing.join();

    assertThat(exitCode).isZero();
    assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
    var chunks = Printed.by(() -> run("peer", "chunks", "--verify", data(place, "b")));
    assertThat(chunks.exitCode()).isZero();
    assertThat(chunks.out()).contains("\t64\t64\t" + SIZE + "\t");
  }

  @Test
  void aTrackerThatServesIsGoodOverEachWire() {
    var checked =
        Printed.by(
            () ->
                run("peer", "check", tracker.announceUrl(), tracker.udpUrl(), "--patience=10s"));

    assertThat(checked.exitCode()).as(checked.toString()).isZero();
    assertThat(checked.out().lines()).hasSize(2).allMatch(line -> line.contains("\tgood\t"));
  }

  @Test
  void aSwarmCanBeLookedAtWithoutJoiningIt() throws Exception {
    var place = Files.createDirectories(folder.resolve("info"));
    var file = content(place.resolve("content"), "info");
    var seen = new ConcurrentLinkedQueue<Event>();

    try (var seeder = Peer.open(config(place.resolve("a"), "http", false), seen::add)) {
      var sha1 = seeder.share(file, CHUNK, true).sha1();
      Await.until("it is announced", () -> seen.stream().anyMatch(Event.Announced.class::isInstance));
      for (var url : List.of(tracker.announceUrl(), tracker.udpUrl())) {
        var info = Printed.by(() -> run("peer", "info", url, sha1, "--patience=10s"));

        assertThat(info.out())
            .isEqualTo("%s\t1\t0\t0%n\t127.0.0.1:%d%n".formatted(sha1, seeder.port()));
      }
    }
  }

  @Test
  void wrongValuesAreFaultsInOneSentence() {
    for (var words :
        List.of(
            List.of("peer", "get", "missing.torrent", "--to=to"),
            List.of("peer", "run", "--wire=carrier-pigeon"),
            List.of("peer", "run", "--listen=everywhere"),
            List.of("peer", "run", "--slots=0"),
            List.of("peer", "info", tracker.announceUrl(), "00"),
            List.of("peer", "check", "gopher://127.0.0.1"))) {
      var arguments = new ArrayList<>(words);
      arguments.add(data(folder, "faults"));

      var printed = Printed.by(() -> run(arguments.toArray(String[]::new)));

      assertThat(printed.exitCode()).as(printed.toString()).isOne();
      assertThat(printed.err().lines()).singleElement().asString().startsWith("equilibrium: ");
    }
  }

  private static int run(String... words) {
    return Equilibrium.command(Map.of()).execute(words);
  }

  private static String data(Path place, String name) {
    return "--data=" + place.resolve(name);
  }

  private static Path content(Path file, String seed) throws IOException {
    byte[] bytes = new byte[SIZE];
    new SplittableRandom(seed.hashCode()).nextBytes(bytes);
    return Files.write(file, bytes);
  }
}
