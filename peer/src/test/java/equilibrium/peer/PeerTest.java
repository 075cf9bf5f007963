package equilibrium.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import equilibrium.peer.PeerConfig.Trackers;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libtorrent4j.swig.address;
import org.libtorrent4j.swig.error_code;
import org.libtorrent4j.swig.ip_filter;

/** Two peers of this process move files over loopback. */
@Timeout(60)
class PeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CHUNK = 64 << 10;
  private static final int SIZE = 4 << 20;

  @TempDir Path folder;
  private final RecordedEvents seen = new RecordedEvents(); // by all peers of a test
  private LoopbackTracker tracker;

  @BeforeEach
  void start() throws IOException {
    tracker = new LoopbackTracker();
  }

  @AfterEach
  void stop() {
    tracker.close();
  }

  @Test
  void aFileArrivesWholeAndEveryChunkIsAnEvent() throws Exception {
    var file = file("one", SIZE);
    var events = new RecordedEvents();
    Torrent torrent;

    try (var pair = pair(config("seeder"), events)) {
      var seeder = pair.seeder();
      var leecher = pair.leecher();
      torrent = seeder.share(file, CHUNK, false);
      leecher.get(torrent, folder.resolve("to"));
      assertComplete(leecher);
    }

    assertThat(folder.resolve("to/one")).hasSameBinaryContentAs(file);
    assertThat(events.of(Event.ChunkDone.class))
        .hasSize(torrent.chunks())
        .allSatisfy(done -> assertThat(done.sha1()).isEqualTo(torrent.sha1()));
    assertThat(events.of(Event.Completed.class))
        .singleElement()
        .satisfies(completed -> {
          assertThat(completed.downloaded()).isGreaterThanOrEqualTo(SIZE);
          assertThat(completed.firstChunk()).isPositive();
          assertThat(completed.half()).isBetween(completed.firstChunk(), completed.seconds());
        });
    assertThat(events.of(Event.Announced.class))
        .extracting(Event.Announced::event)
        .contains("started", "completed", "stopped");
    assertThat(tracker.events()).contains("started", "completed", "stopped");
  }

  /** Many torrents, because such connections collide about every second time. */
  @Test
  void peersThatConnectToEachOtherAtTheSameTimeAreSoonConnected() throws Exception {
    var slowHandshakes = new Limits(6 << 20, 6 << 20, 8, 0, null);
    int swarms = 8;
    tracker.answerTogether(2 * swarms);

    try (var seeder = open(config("seeder").withLimits(slowHandshakes), _ -> {});
        var leecher = open(config("leecher").withLimits(slowHandshakes), _ -> {})) {
      for (int i = 0; i < swarms; i++) {
        leecher.get(seeder.share(file("file" + i, CHUNK), CHUNK, false), folder.resolve("to"));
      }

      assertComplete(leecher);
    }
  }

  @Test
  void afterAStopInOrderNothingIsDownloadedAgain() throws Exception {
    var file = file("one", SIZE);
    Torrent torrent;
    try (var pair = pair(config("seeder"), _ -> {})) {
      var seeder = pair.seeder();
      var leecher = pair.leecher();
      torrent = seeder.share(file, CHUNK, false);
      leecher.get(torrent, folder.resolve("to"));
      assertComplete(leecher);
    }
    var events = new RecordedEvents();

    try (var leecher = open(config("leecher"), events)) {
      assertThat(leecher.resume()).isOne();
      assertComplete(leecher);
      events.await(Event.Announced.class);
    }

    assertThat(events.of(Event.Verified.class))
        .containsExactly(
            new Event.Verified(torrent.sha1(), torrent.chunks(), Verification.SAMPLE, 0));
    assertThat(events.of(Event.Announced.class))
        .extracting(Event.Announced::event)
        .doesNotContain("completed");
    assertThat(events.of(Event.Stopped.class))
        .containsExactly(new Event.Stopped(torrent.sha1(), 0, 0));
    assertThat(said("sqlite3", leecherMemory().toString(), "SELECT count(*) FROM CHUNK"))
        .isEqualTo("%d\n".formatted(torrent.chunks()));
  }

  @Test
  void chunksThatHaveChangedOnDiskAreFetchedAgainAndNoOthers() throws Exception {
    var file = file("one", SIZE);
    var copy = folder.resolve("to/one");
    Torrent torrent;
    try (var seeder = open(config("seeder"), _ -> {})) {
      torrent = seeder.share(file, CHUNK, false);
      try (var leecher = open(config("leecher"), _ -> {})) {
        leecher.get(torrent, folder.resolve("to"));
        assertComplete(leecher);
      }
      flip(copy, 5L * CHUNK + 17);
      flip(copy, 9L * CHUNK);
      var events = new RecordedEvents();

      try (var leecher = open(config("leecher"), events)) {
        leecher.resume();
        assertComplete(leecher);
      }

      assertThat(copy).hasSameBinaryContentAs(file);
      assertThat(events.of(Event.ChunkLost.class))
          .extracting(Event.ChunkLost::offset)
          .containsExactly(5L * CHUNK, 9L * CHUNK);
      assertThat(events.of(Event.Completed.class))
          .extracting(Event.Completed::downloaded)
          .containsExactly(2L * CHUNK);
    }
  }

  /** libtorrent believes what it is told, so this is what the check at the start is for. */
  @Test
  void aFileOfZerosIsFetchedWhateverTheMemorySays() throws Exception {
    var file = file("one", SIZE);
    var to = Files.createDirectories(folder.resolve("to"));
    Files.write(to.resolve("one"), new byte[SIZE]);
    var torrent = TorrentMaker.of(file, CHUNK, false);
    var half = new BitSet();
    half.set(0, torrent.chunks() / 2);
    try (var memory = ChunkMemory.open(config("leecher").data(), _ -> {})) {
      memory.remember(torrent, to);
      memory.addAll(torrent, half);
    }
    var events = new RecordedEvents();

    try (var pair = pair(config("seeder"), events)) {
      pair.seeder().share(file, CHUNK, false);
      pair.leecher().get(torrent, to);
      assertComplete(pair.leecher());
    }

    assertThat(to.resolve("one")).hasSameBinaryContentAs(file);
    assertThat(events.of(Event.ChunkLost.class)).hasSize(torrent.chunks() / 2);
  }

  @Test
  void aChunkIsNotRememberedBeforeItsHashIsRight() throws Exception {
    int large = 1 << 20;
    var file = file("one", large);
    var slow = new Limits(96 << 10, 0, 8, 0, null); // bytes per second: ten seconds for the chunk
    var events = new RecordedEvents();

    try (var seeder = open(config("seeder"), _ -> {});
        var leecher = open(config("leecher").withLimits(slow), events)) {
      leecher.get(seeder.share(file, large, false), folder.resolve("to"));
      RecordedEvents.await("a part arrives", seen::toString, () -> downloaded(events) > 0);
      Thread.sleep(300); // three times what is waited before rows are written

      assertThat(rows(leecherMemory())).isZero();
      assertThat(events.of(Event.ChunkDone.class)).isEmpty();
    }
  }

  private static long downloaded(RecordedEvents events) {
    return events.of(Event.Progress.class).stream()
        .mapToLong(Event.Progress::downloaded)
        .max()
        .orElse(0);
  }

  private Path leecherMemory() {
    return folder.resolve("leecher/peer.db");
  }

  private static int rows(Path memory) throws SQLException {
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + memory);
        var row = db.createStatement().executeQuery("SELECT count(*) FROM CHUNK")) {
      return row.next() ? row.getInt(1) : -1;
    }
  }

  /** So small a change of a file that neither its stamp nor a sample tells. */
  @Test
  void aChunkThatHasChangedUnseenIsNeverServed() throws Exception {
    int small = 16 << 10;
    var file = file("one", SIZE);
    Torrent torrent;
    try (var seeder = open(config("seeder"), _ -> {})) {
      torrent = seeder.share(file, small, false);
    }
    long changed = 200L * small;
    var time = Files.getLastModifiedTime(file);
    flip(file, changed + 3);
    Files.setLastModifiedTime(file, time);
    var seederEvents = new RecordedEvents();
    var leecherEvents = new RecordedEvents();

    try (var seeder = open(config("seeder"), seederEvents);
        var leecher = open(config("leecher"), leecherEvents)) {
      seeder.resume();
      leecher.get(torrent, folder.resolve("to"));
      RecordedEvents.await(
          "all other chunks arrive",
          seen::toString,
          () -> leecherEvents.of(Event.ChunkDone.class).size() == SIZE / small - 1);
    }

    assertThat(seederEvents.of(Event.ChunkLost.class))
        .extracting(Event.ChunkLost::offset)
        .containsExactly(changed);
    assertThat(leecherEvents.of(Event.ChunkLost.class)).isEmpty();
    assertThat(leecherEvents.of(Event.Completed.class)).isEmpty();
  }

  @Test
  void withoutItsMemoryAPeerFindsWhatIsOnDisk() throws Exception {
    var file = file("one", SIZE);
    Torrent torrent;
    try (var seeder = open(config("seeder"), _ -> {})) {
      torrent = seeder.share(file, CHUNK, false);
      Files.createDirectories(folder.resolve("to"));
      Files.copy(file, folder.resolve("to/one"));
      flip(folder.resolve("to/one"), 3L * CHUNK);
      var events = new RecordedEvents();

      try (var leecher = open(config("leecher"), events)) {
        leecher.get(torrent, folder.resolve("to"));
        assertComplete(leecher);
      }

      assertThat(folder.resolve("to/one")).hasSameBinaryContentAs(file);
      assertThat(events.of(Event.Completed.class))
          .extracting(Event.Completed::downloaded)
          .containsExactly((long) CHUNK);
    }
    try (var memory = ChunkMemory.open(folder.resolve("leecher"), _ -> {})) {
      assertThat(memory.chunks(torrent).cardinality()).isEqualTo(torrent.chunks());
    }
  }

  @Test
  void withADamagedMemoryAPeerGoesOnFromWhatIsOnDisk() throws Exception {
    var file = file("one", SIZE);
    try (var seeder = open(config("seeder"), _ -> {})) {
      var torrent = seeder.share(file, CHUNK, false);
      Files.createDirectories(folder.resolve("to"));
      Files.copy(file, folder.resolve("to/one"));
      flip(folder.resolve("to/one"), 3L * CHUNK);
      Files.createDirectories(folder.resolve("leecher"));
      Files.writeString(leecherMemory(), "torn ".repeat(1_000));
      var events = new RecordedEvents();

      try (var leecher = open(config("leecher"), events)) {
        leecher.get(torrent, folder.resolve("to"));
        assertComplete(leecher);
      }

      assertThat(events.of(Event.Failed.class))
          .singleElement()
          .satisfies(failed -> assertThat(failed.text()).contains("peer.db is damaged"));
      assertThat(events.of(Event.Completed.class))
          .extracting(Event.Completed::downloaded)
          .containsExactly((long) CHUNK);
      assertThat(rows(leecherMemory())).isEqualTo(torrent.chunks());
    }
  }

  @Test
  void aFolderOfFilesArrives() throws Exception {
    var shared = Files.createDirectories(folder.resolve("shared/below"));
    file("shared/a", CHUNK + 1);
    file("shared/below/b", 3 * CHUNK + 5);
    Files.createFile(shared.resolve("empty"));

    try (var pair = pair(config("seeder"), _ -> {})) {
      var seeder = pair.seeder();
      var leecher = pair.leecher();
      var torrent = seeder.share(folder.resolve("shared"), CHUNK, true);
      leecher.get(torrent, folder.resolve("to"));
      assertComplete(leecher);
    }

    assertThat(folder.resolve("to/shared/a")).hasSameBinaryContentAs(folder.resolve("shared/a"));
    assertThat(folder.resolve("to/shared/below/b"))
        .hasSameBinaryContentAs(folder.resolve("shared/below/b"));
  }

  /** Two may be served in the first second, until libtorrent counts them. */
  @Test
  void oneSlotServesOnePeerAtATimeAndNoFasterThanAllowed() throws Exception {
    var limits = new Limits(0, 512 << 10, 1, 0, null);
    var first = new RecordedEvents();
    var second = new RecordedEvents();

    try (var one = open(config("first"), first);
        var other = open(config("second"), second);
        var seeder = open(config("seeder").withLimits(limits), _ -> {})) {
      one.get(seeder.share(file("one", SIZE), CHUNK, false), folder.resolve("to"));
      other.get(seeder.share(file("other", SIZE), CHUNK, false), folder.resolve("to"));
      RecordedEvents.await(
          "both are connected",
          seen::toString,
          () ->
              !first.of(Event.Connected.class).isEmpty()
                  && !second.of(Event.Connected.class).isEmpty());
      awaitDownload(SIZE / 4, first, second);
      long quarterNs = System.nanoTime();
      long least = Math.min(downloaded(first), downloaded(second));
      awaitDownload(SIZE / 2, first, second);

      assertThat(Math.min(downloaded(first), downloaded(second)))
          .as(seen::toString)
          .isEqualTo(least);
      assertThat(System.nanoTime() - quarterNs)
          .as("nanoseconds for what takes two seconds, looked at once a second")
          .isGreaterThan(1_000_000_000);
    }
  }

  private void awaitDownload(long bytes, RecordedEvents first, RecordedEvents second) {
    RecordedEvents.await(
        "one of them has downloaded as much",
        seen::toString,
        () -> Math.max(downloaded(first), downloaded(second)) >= bytes);
  }

  @Test
  void seedingEndsWhenTheRatioIsReached() throws Exception {
    var file = file("one", SIZE);
    var limits = new Limits(0, 0, 8, 1, null);

    try (var pair = pair(config("seeder").withLimits(limits), _ -> {})) {
      var seeder = pair.seeder();
      var leecher = pair.leecher();
      var torrent = seeder.share(file, CHUNK, false);
      leecher.get(torrent, folder.resolve("to"));

      assertComplete(leecher);
      assertThat(seeder.awaitEnd(PATIENCE)).as(seen::toString).isTrue();
    }

    assertThat(tracker.events()).contains("stopped");
  }

  @Test
  void seedingEndsAfterItsTimeThoughNobodyDownloads() throws Exception {
    var file = file("one", CHUNK);
    var limits = new Limits(0, 0, 8, 0, Duration.ofSeconds(3));

    try (var seeder = open(config("seeder").withLimits(limits), _ -> {})) {
      seeder.share(file, CHUNK, false);

      assertThat(seeder.awaitEnd(PATIENCE)).as(seen::toString).isTrue();
    }
  }

  /** Its announce has not even begun, or waits for its reply. */
  @ParameterizedTest
  @ValueSource(longs = {0, 300})
  void aPeerThatIsClosedBeforeItsFirstReplyIsListedNoMore(long openMillis) throws Exception {
    var file = file("one", CHUNK);
    tracker.delay(Duration.ofSeconds(1));
    long startNs;

    try (var peer = open(config("seeder"), _ -> {})) {
      peer.share(file, CHUNK, false);
      Thread.sleep(openMillis);
      startNs = System.nanoTime();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - startNs))
        .as(seen::toString)
        .isLessThan(Duration.ofSeconds(4));
    assertThat(tracker.events()).containsExactly("started", "stopped");
  }

  @Test
  void warningsAndFailuresOfTheTrackerAreEvents() throws Exception {
    var file = file("one", CHUNK);
    var events = new RecordedEvents();
    tracker.answer("warning message", "block 192.0.2.7".getBytes(UTF_8));

    try (var seeder = open(config("seeder"), events)) {
      var torrent = seeder.share(file, CHUNK, false);
      var url = tracker.url();
      events.await(Event.Warned.class);
      tracker.answer("warning message", "not recorded".getBytes(UTF_8));
      events.await(Event.NotRecorded.class);
      tracker.answer("failure reason", "unknown key".getBytes(UTF_8));
      events.await(Event.Refused.class);

      assertThat(events.of(Event.Warned.class).getFirst())
          .isEqualTo(new Event.Warned(torrent.sha1(), url, "block 192.0.2.7"));
      assertThat(events.of(Event.NotRecorded.class).getFirst())
          .isEqualTo(new Event.NotRecorded(torrent.sha1(), url));
      assertThat(events.of(Event.Refused.class).getFirst())
          .satisfies(refused -> {
            assertThat(refused.sha1()).isEqualTo(torrent.sha1());
            assertThat(refused.url()).isEqualTo(url);
            assertThat(refused.text()).isEqualTo("unknown key");
          });
    }
  }

  /** libtorrent alone would try again after 17 s at most, and then later and later. */
  @Test
  void afterAFailureNothingIsAnnouncedBeforeTheTimeThatTheTrackerTells() throws Exception {
    var file = file("one", CHUNK);
    var events = new RecordedEvents();
    tracker.answer("failure reason", "come back later".getBytes(UTF_8));
    tracker.answer("interval", 25);

    try (var seeder = open(config("seeder"), events)) {
      seeder.share(file, CHUNK, false);
      events.await(Event.Refused.class);
      assertThat(events.of(Event.Refused.class).getFirst().retrySeconds()).isBetween(20, 25);
      Thread.sleep(22_000);
      assertThat(tracker.events()).hasSize(1);
      RecordedEvents.await("it tries again", seen::toString, () -> tracker.events().size() == 2);
    }
  }

  @Test
  void aReaderOfEventsThatHangsStopsNoTransfer() throws Exception {
    var file = file("one", SIZE);
    var never = new CountDownLatch(1);

    try (var pair = pair(config("seeder"), _ -> awaitQuietly(never))) {
      var seeder = pair.seeder();
      var leecher = pair.leecher();
      var torrent = seeder.share(file, CHUNK, false);
      leecher.get(torrent, folder.resolve("to"));

      assertComplete(leecher);
    }
  }

  /**
   * JUnit interrupts a test that takes too long. libtorrent's memory must not be freed too early.
   */
  @Test
  void aThreadThatIsInterruptedClosesAPeerInOrder() throws Exception {
    var file = file("one", CHUNK);
    var peer = Peer.open(config("data"), _ -> {});
    peer.share(file, CHUNK, false);

    Thread.currentThread().interrupt();
    peer.close();

    assertThat(Thread.interrupted()).isTrue();
    try (var again = Peer.open(config("data"), _ -> {})) {
      assertThat(again.resume()).isOne();
    }
  }

  @Test
  void twoPeersInOneFolderAreRefused() {
    try (var _ = Peer.open(config("data"), _ -> {})) {

      assertThatThrownBy(() -> Peer.open(config("data"), _ -> {}))
          .isInstanceOf(PeerFault.class)
          .hasMessageContaining("another peer uses")
          .hasMessageContaining("--data");
    }
  }

  @Test
  void aTrackerElsewhereIsRefusedByAPeerOnLoopback() throws Exception {
    var file = file("one", CHUNK);
    var config = PeerConfig.in(folder.resolve("data"), Trackers.of("http://192.0.2.1/announce"));

    try (var peer = Peer.open(config, _ -> {})) {

      assertThatThrownBy(() -> peer.share(file, CHUNK, false))
          .isInstanceOf(PeerFault.class)
          .hasMessageContaining("not on loopback");
    }
  }

  @Test
  void aPeerOnLoopbackConnectsToNobodyElse() throws Exception {
    var own = ownAddress();
    assumeTrue(own != null, "not run: this machine has no IPv4 address but loopback");
    var file = file("one", SIZE);
    var events = new RecordedEvents();

    try (var stranger = new ServerSocket(0, 8, own)) {
      tracker.list(new InetSocketAddress(own, stranger.getLocalPort()));
      try (var pair = pair(config("seeder"), events)) {
        var torrent = pair.seeder().share(file, CHUNK, false);
        pair.leecher().get(torrent, folder.resolve("to"));
        assertComplete(pair.leecher());
      }

      assertThat(events.of(Event.Announced.class))
          .anySatisfy(announced -> assertThat(announced.peers()).isEqualTo(2));
      stranger.setSoTimeout(1);
      assertThatThrownBy(stranger::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aPeerOnLoopbackFiltersAllOtherAddresses() {
    var own = List.of("127.0.0.1", "127.255.255.255", "::1");
    var others = List.of("126.255.255.255", "128.0.0.0", "::2", "::ffff:192.0.2.1", "fe80::1");
    NativeLibrary.loadFrom(folder);

    var filter = SessionSettings.loopbackAlone();

    assertThat(own).allSatisfy(one -> assertThat(access(filter, one)).isZero());
    assertThat(others).allSatisfy(one -> assertThat(access(filter, one)).isOne());
  }

  private static String said(String... program) throws IOException {
    var process = new ProcessBuilder(program).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static long access(ip_filter filter, String text) {
    return filter.access(address.from_string(text, new error_code()));
  }

  private static @Nullable Inet4Address ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .map(Inet4Address.class::cast)
        .findFirst()
        .orElse(null);
  }

  /** Both stop at the same time, since each takes two seconds. */
  private record Pair(Peer seeder, Peer leecher) implements AutoCloseable {
    @Override
    public void close() {
      var other = CompletableFuture.runAsync(seeder::close);
      leecher.close();
      other.join();
    }
  }

  private Pair pair(PeerConfig seeder, Consumer<Event> leecherEvents) {
    return new Pair(open(seeder, _ -> {}), open(config("leecher"), leecherEvents));
  }

  private Peer open(PeerConfig config, Consumer<Event> reader) {
    return Peer.open(config, seen.andThen(reader));
  }

  private void assertComplete(Peer peer) throws InterruptedException {
    assertThat(peer.awaitComplete(PATIENCE)).as(seen::toString).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private PeerConfig config(String name) {
    return PeerConfig.in(folder.resolve(name), Trackers.of(tracker.url()));
  }

  private Path file(String name, int size) throws IOException {
    byte[] content = new byte[size];
    new SplittableRandom(name.hashCode()).nextBytes(content);
    return Files.write(folder.resolve(name), content);
  }

  static void flip(Path file, long at) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(one.put(0, (byte) ~one.get(0)).rewind(), at);
    }
  }
}
