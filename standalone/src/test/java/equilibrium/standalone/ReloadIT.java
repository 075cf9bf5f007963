package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.live.OverrideFile;
import equilibrium.standalone.config.ConfigWatch;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.LiveSettings;
import equilibrium.standalone.config.LiveSettings.Followed;
import equilibrium.standalone.config.Overridden;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadIT {
  @TempDir Path folder;

  @Test
  void aServingTrackerTakesUpWhatChangedInItsFile() throws Exception {
    var file = Files.writeString(folder.resolve("equilibrium.toml"), "");
    try (var tracker = TrackerFixture.on(folder.resolve("data"), Map.of());
        var _ = watched(file, tracker)) {
      var peer = new TestPeer(tracker.announceUrl("http"), null, "peer", 1111);
      assertThat(peer.reply("a".repeat(20), "left=0")).doesNotContain("failure reason");

      Files.writeString(file, "ingress.admission = 'registered'");

      Await.until(
          "the torrent is refused",
          () -> peer.reply("b".repeat(20), "left=0"),
          reply -> reply.contains("not on the list of this tracker"));
      Await.until("the log has the first announce", () -> !tracker.announces().isEmpty());
    }
  }

  @Test
  void aReloadUnderLoadDropsNoRequest() throws Exception {
    var file = Files.writeString(folder.resolve("equilibrium.toml"), "");
    var certificate = Files.copy(TestCertificate.FILE, folder.resolve("certificate.pem"));
    var key = Files.copy(TestCertificate.KEY, folder.resolve("key.pem"));
    var https =
        Map.of(
            "https.port", "0",
            "https.certificate", certificate.toString(),
            "https.key", key.toString());
    try (var tracker = TrackerFixture.on(folder.resolve("data"), https);
        var _ = watched(file, tracker, https)) {
      var wrong = new ConcurrentLinkedQueue<String>();
      var right = new AtomicInteger();
      var ends = new AtomicBoolean();
      var askers = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        var peer = new TestPeer(tracker.announceUrl("http"), null, "asker" + i, 2000 + i);
        askers.add(Thread.startVirtualThread(() -> ask(peer, ends, right, wrong)));
      }

      for (int change = 1; change <= 6; change++) {
        Files.writeString(
            file,
            "limits.peers-per-address = %d\nlimits.requests-per-address-burst = %d\n"
                    .formatted(100 + change, 20_000 + change)
                + "clients.deny = ['-XX%d']\n".formatted(change));
        Files.writeString(certificate, "\n", StandardOpenOption.APPEND);
        var denied = new TestPeer(tracker.announceUrl("http"), null, "-XX" + change, 3000);
        Await.until(
            "change %d is in force".formatted(change),
            () -> denied.reply("b".repeat(20), "left=0"),
            reply -> reply.contains("failure reason"));
      }
      ends.set(true);
      for (var asker : askers) {
        asker.join();
      }

      assertThat(wrong).isEmpty();
      assertThat(right).hasValueGreaterThan(50);
      System.out.printf("%d requests over six reloads, each answered%n", right.get());
    }
  }

  private static void ask(
      TestPeer peer, AtomicBoolean ends, AtomicInteger right, Queue<String> wrong) {
    while (!ends.get()) {
      try {
        var reply = peer.reply("a".repeat(20), "left=0&event=started");
        if (reply.startsWith("d8:complete")) {
          right.incrementAndGet();
        } else {
          wrong.add(reply);
        }
      } catch (Exception e) { // whichever: the request was not answered
        wrong.add(e.toString());
      }
    }
  }

  private static AutoCloseable watched(Path file, TrackerFixture tracker) {
    return watched(file, tracker, Map.of());
  }

  private static AutoCloseable watched(
      Path file, TrackerFixture tracker, Map<String, String> settings) {
    Function<Map<String, String>, Configuration> read =
        console -> read(file, tracker, settings, console);
    var kept = OverrideFile.in(tracker.tracker().data());
    return LiveSettings.follow(
        new Followed("up", file, kept, Overridden.read(read, kept.read())),
        tracker.tracker().platform(),
        new ConfigWatch.Change(read, tracker.tracker()::reload));
  }

  private static Configuration read(
      Path file,
      TrackerFixture tracker,
      Map<String, String> settings,
      Map<String, String> console) {
    var all = new HashMap<>(settings);
    all.put("data.folder", tracker.tracker().data().toString());
    var sources = new Sources(file, Map.of(), all).withConsole(console);
    return Configuration.read(Way.WHOLE, DatabaseRole.CONSOLE, sources);
  }
}
