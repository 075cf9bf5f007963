package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.peer.Event;
import equilibrium.peer.Peer;
import equilibrium.standalone.command.Equilibrium;
import equilibrium.testing.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference peer and a whole tracker in a process of its own. It runs only when named: this JVM
 * must not have loaded RocksDB (peer/README.md, Limits).
 */
@Timeout(420)
class PeerCommands {
  private static final Duration SHARING_ENDS = Duration.ofSeconds(30);

  /** Bytes per second, so that a download takes longer than a tracker's stop and start. */
  private static final int DOWN = 180_000;

  @TempDir static Path folder;
  private static ChildTracker tracker;

  @BeforeAll
  static void start() throws IOException {
    tracker = PeerTransfer.tracker(folder, Loopback.IPV4);
  }

  @AfterAll
  static void stop() throws IOException {
    tracker.close();
  }

  @ParameterizedTest(name = "over {0}, with keys: {1}")
  @CsvSource({"http, false", "udp, true", "replicated, false"})
  void whatPeersSayOfATransferIsWhatTheTrackerRecords(String wire, boolean keys) throws Exception {
    PeerTransfer.over(tracker, folder, wire, keys, PeerTransfer.SIZE);
  }

  /** As a newcomer does it, each command in a terminal of its own. */
  @Test
  void shareAndGetAreTwoCommands() throws Exception {
    var place = Files.createDirectories(folder.resolve("commands"));
    var file = PeerTransfer.content(place.resolve("content"), "commands");
    var url = "--tracker=" + tracker.announceUrl();
    var sharing =
        Thread.ofPlatform()
            .start(() -> run("peer", "share", file.toString(), url, "--ratio=1", data(place, "a")));
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

    try {
      assertThat(exitCode).isZero();
      assertThat(sharing.join(SHARING_ENDS)).as("share ends at its ratio").isTrue();
    } finally {
      sharing.interrupt(); // else it would upload for ever
    }
    assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
    var chunks = Printed.by(() -> run("peer", "chunks", "--verify", data(place, "b")));
    assertThat(chunks.exitCode()).isZero();
    assertThat(chunks.out()).contains("\t64\t64\t" + PeerTransfer.SIZE + "\t");
  }

  @Test
  void aTrackerThatServesIsGoodOverEachWire() {
    var checked =
        Printed.by(
            () -> run("peer", "check", tracker.announceUrl(), tracker.udpUrl(), "--patience=10s"));

    assertThat(checked.exitCode()).as(checked.toString()).isZero();
    assertThat(checked.out().lines()).hasSize(2).allMatch(line -> line.contains("\tgood\t"));
  }

  @Test
  void aTrackerThatDoesNotServeIsExitCodeThree() {
    var nobody = "http://127.0.0.1:1/announce";

    var checked =
        Printed.by(() -> run("peer", "check", tracker.announceUrl(), nobody, "--patience=10s"));

    assertThat(checked.exitCode()).isEqualTo(3);
    assertThat(checked.out().lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("\tgood\t"),
            second -> assertThat(second).contains("\t" + nobody + "\t").doesNotContain("\tgood\t"));
  }

  @Test
  void theSummaryOfChecksSaysHowLongTheTrackerServed() throws Exception {
    int seconds = 10;
    int frozenSeconds = 4;
    var checking =
        started(() ->
            Printed.by(() ->
                run(
                    "peer",
                    "check",
                    tracker.announceUrl(),
                    "--every=1s",
                    "--for=%ds".formatted(seconds),
                    "--patience=1s")));
    Thread.sleep(3_000);
    tracker.freeze();
    Thread.sleep(frozenSeconds * 1_000L);
    tracker.thaw();

    var checked = checking.get();

    assertThat(checked.exitCode()).isEqualTo(3);
    var summary = Pattern.compile(": (\\d+) of (\\d+) checks good").matcher(checked.out());
    assertThat(summary.find()).as(checked.out()).isTrue();
    double good = Integer.parseInt(summary.group(1));
    double all = Integer.parseInt(summary.group(2));
    assertThat(all).isGreaterThanOrEqualTo(seconds - 1);
    assertThat(good)
        .as("within one check, and its patience: %s", checked.out())
        .isCloseTo(all * (seconds - frozenSeconds) / seconds, within(1.5));
  }

  @Test
  void aDownloadOutlivesARestartOfItsTracker() throws Exception {
    var place = Files.createDirectories(folder.resolve("restart"));
    var file = PeerTransfer.content(place.resolve("content"), "restart");
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var first = PeerTransfer.tracker(place, Loopback.IPV4, port);
    var url = "--tracker=" + first.announceUrl();
    var sharing =
        Thread.ofPlatform()
            .start(() -> run("peer", "share", file.toString(), url, "--ratio=1", data(place, "a")));
    ChildTracker second = null;
    try {
      Await.until("the torrent is written", () -> Files.exists(place.resolve("content.torrent")));
      var getting =
          started(() ->
              run(
                  "peer",
                  "get",
                  place.resolve("content.torrent").toString(),
                  "--to=" + place.resolve("to"),
                  "--within=5m",
                  "--down=" + DOWN,
                  data(place, "b")));
      Await.until("it downloads", () -> Files.exists(place.resolve("to/content")));
      first.close();
      assertThat(getting).as("the download while no tracker runs").isNotDone();

      second = PeerTransfer.tracker(place, Loopback.IPV4, port);

      assertThat(second.announceUrl()).isEqualTo(first.announceUrl());
      assertThat(getting).as("the download once a tracker runs again").isNotDone();
      assertThat(getting.get()).isZero();
      assertThat(place.resolve("to/content")).hasSameBinaryContentAs(file);
      assertThat(sharing.join(SHARING_ENDS)).as("share ends at its ratio").isTrue();
      var sha1 = equilibrium.peer.Torrent.read(place.resolve("content.torrent")).sha1();
      assertThat(PeerTransfer.recorded(second, sha1)).contains("completed", "stopped");
    } finally {
      sharing.interrupt();
      (second == null ? first : second).close();
    }
  }

  @Test
  void aSwarmCanBeLookedAtWithoutJoiningIt() throws Exception {
    var place = Files.createDirectories(folder.resolve("info"));
    var file = PeerTransfer.content(place.resolve("content"), "info");
    var seen = new ConcurrentLinkedQueue<Event>();

    try (var seeder =
        Peer.open(PeerTransfer.config(tracker, place.resolve("a"), "http", false), seen::add)) {
      var sha1 = seeder.share(file, PeerTransfer.CHUNK, true).sha1();
      Await.until(
          "it is announced", () -> seen.stream().anyMatch(Event.Announced.class::isInstance));
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

  /** On a thread of its own: the common pool has one here, and waiting for processes needs it. */
  private static <T> FutureTask<T> started(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static int run(String... words) {
    return Equilibrium.command(Map.of()).execute(words);
  }

  private static String data(Path place, String name) {
    return "--data=" + place.resolve(name);
  }
}
