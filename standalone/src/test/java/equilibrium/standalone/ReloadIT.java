package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.Configuration.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
      assertThat(tracker.announces()).isNotEmpty();
    }
  }

  private static AutoCloseable watched(Path file, TrackerFixture tracker) {
    return ConfigWatch.start(
        file,
        read(file, tracker),
        new ConfigWatch.Change(() -> read(file, tracker), tracker.tracker()::reload));
  }

  private static Configuration read(Path file, TrackerFixture tracker) {
    var data = Map.of("data.folder", tracker.tracker().data().toString());
    return Configuration.read(Way.WHOLE, Role.CONSOLE, new Sources(file, Map.of(), data));
  }
}
