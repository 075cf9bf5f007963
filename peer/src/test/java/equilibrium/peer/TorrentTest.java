package equilibrium.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torrent files, which are foreign input, and the other texts that a user gives. */
class TorrentTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"..", ".", "", "a/b", "/etc", "a\\b", "a\0b"})
  void aNameThatLeavesTheFolderIsRefused(String name) {
    assertThatThrownBy(() -> Torrent.of(torrent(name, List.of("good"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a file has the name");
    assertThatThrownBy(() -> Torrent.of(torrent("good", List.of("good", name))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a file has the name");
  }

  @Test
  void aLinkThatLeavesTheFolderIsRefused() throws IOException {
    var to = Files.createDirectories(folder.resolve("to"));
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(to.resolve("good"), folder.resolve("elsewhere"));
    var torrent = Torrent.of(torrent("good", List.of("file")));

    assertThatThrownBy(() -> torrent.verifyInside(to))
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("by a link");
  }

  @Test
  void aTorrentWithTooFewHashesIsRefused() {
    var info =
        Map.of("name", "a", "piece length", 16_384, "pieces", new byte[20], "length", 20_000);

    assertThatThrownBy(() -> Torrent.of(Bencode.of(Map.of("info", info))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("20 bytes of hashes, expected 40");
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        "i1e",
        "d",
        "d1:a",
        "d1:ai1e",
        "d1:ai-0ee",
        "d1:ai01ee",
        "d3:a",
        "d1:a9:be",
        "de1",
        "d1:ai99999999999999999999ee"
      })
  void whatIsNotBencodedIsRefused(String text) {
    assertThatThrownBy(() -> Bencode.dictionary(text.getBytes(ISO_8859_1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not bencoded: at byte ");
  }

  @Test
  void damagedTorrentsAreNeverABug() {
    byte[] good = torrent("name", List.of("file"));
    var random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      try {
        var _ = Torrent.of(bad);
      } catch (IllegalArgumentException | ArithmeticException _) {
        // the two that Torrent.read turns into a fault
      }
    }
  }

  @Test
  void trackersCanBeExchangedAndTheInfoHashStays() {
    var torrent = Torrent.of(torrent("name", List.of("file")));

    var other = Torrent.of(torrent.bytes(List.of("http://a/announce", "udp://b:1")));

    assertThat(other.trackers()).containsExactly("http://a/announce", "udp://b:1");
    assertThat(other.sha1()).isEqualTo(torrent.sha1());
  }

  @Test
  void webSeedsAndNodesAreLeftOut() {
    byte[] good = torrent("name", List.of("file"));
    var metainfo = Bencode.dictionary(good);
    metainfo.put("url-list", "http://a/file");
    metainfo.put("httpseeds", List.of("http://a/seed"));
    metainfo.put("nodes", List.of(List.of("a", 6881)));

    var torrent = Torrent.of(Bencode.of(metainfo));

    assertThat(Bencode.dictionary(torrent.bytes(List.of()))).containsOnlyKeys("info");
    assertThat(torrent.sha1()).isEqualTo(Torrent.of(good).sha1());
  }

  @Test
  void aUrlOfSeveralLinesNamesNoOtherContent() {
    var own = "1".repeat(40);
    var other = "0".repeat(40);

    TrackerUrls.store(folder, own, List.of("http://a\n" + other + " http://b", "http://c"));

    assertThat(TrackerUrls.stored(folder, other)).isEmpty();
    assertThat(TrackerUrls.stored(folder, own)).containsExactly("http://c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"everywhere", "127.0.0.1", "999.0.0.1:0", "[1:2]:0", "127.0.0.1:65536"})
  void whatIsNoAddressToListenOnIsRefused(String listen) {
    assertThatThrownBy(() -> new PeerConfig.Network(listen, false, false))
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("--listen is " + listen + ", expected ADDRESS:PORT");
  }

  @Test
  void anAnnounceKeyIsNeverShown() {
    assertThat(TrackerUrls.shown("http://h:1/announce/0123")).isEqualTo("http://h:1/announce");
    assertThat(TrackerUrls.shown("http://h:1/announce?key=1")).isEqualTo("http://h:1/announce");
    assertThat(TrackerUrls.shown("udp://h:1")).isEqualTo("udp://h:1");
  }

  @Test
  void seedingEndsByRatioOrTimeOrNever() {
    var minute = Duration.ofMinutes(1);

    assertThat(Limits.none().isReached(Long.MAX_VALUE, 1, Duration.ofDays(365))).isFalse();
    assertThat(new Limits(0, 0, 8, 2, null).isReached(199, 100, minute)).isFalse();
    assertThat(new Limits(0, 0, 8, 2, null).isReached(200, 100, minute)).isTrue();
    assertThat(new Limits(0, 0, 8, 0, minute).isReached(0, 100, minute)).isTrue();
  }

  @Test
  void anEventIsALineOfJsonAndALineOfText() {
    var event = new Event.Warned("00ff", "http://h/announce", "say \"no\"\n");

    assertThat(EventLines.json(event))
        .isEqualTo(
            "{\"type\":\"Warned\",\"sha1\":\"00ff\",\"url\":\"http://h/announce\",\"text\":\"say \\\"no\\\"\\u000a\"}");
    assertThat(EventLines.text(new Event.Completed("00ff", 1.5, 0.1, 0.75, 10)))
        .isEqualTo(
            "Completed: sha1 00ff, seconds 1.500, firstChunk 0.100, half 0.750, downloaded 10");
  }

  @Test
  void otherSystemsAreToldWhatToUse() {
    assertThatThrownBy(() -> NativeLibrary.verify("Mac OS X", "aarch64"))
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("Linux on x86-64 only: use transmission or aria2");
  }

  @Test
  void aProcessThatHasLoadedRocksDbIsRefused() {
    NativeLibrary.verifyAlone("7f00-7f01 r-xp 00000000 08:01 1 /usr/lib/libc.so.6\n");

    assertThatThrownBy(() -> NativeLibrary.verifyAlone("7f00-7f01 /tmp/librocksdbjni1.so\n"))
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("in a process of its own");
  }

  @Test
  void progressIsDroppedBeforeOtherEventsAndCounted() throws InterruptedException {
    var events = new RecordedEvents();
    var entered = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    var progress = new Event.Progress("00ff", 0, 1, 0, 0, 0, 0);
    try (var queue =
        new EventQueue(event -> {
          entered.countDown();
          awaitQuietly(released);
          events.accept(event);
        })) {
      queue.add(progress);
      entered.await();

      for (int i = 0; i < 100; i++) {
        queue.add(progress);
      }
      for (int i = 0; i < EventQueue.MOST + 7; i++) {
        queue.add(new Event.ChunkDone("00ff", i));
      }
      released.countDown();
    }

    assertThat(events.of(Event.ChunkDone.class)).hasSize(EventQueue.MOST);
    assertThat(events.of(Event.Progress.class)).hasSize(1);
    assertThat(events.of(Event.Dropped.class)).containsExactly(new Event.Dropped(107));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** One file of 16 KiB in a folder, or deeper. */
  private static byte[] torrent(String name, List<String> path) {
    var info =
        Map.of(
            "name",
            name,
            "piece length",
            16_384,
            "pieces",
            new byte[20],
            "files",
            List.of(Map.of("length", 16_384, "path", path)));
    return Bencode.of(Map.of("announce", "http://h/announce/key", "info", info));
  }
}
