package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {
  private static final Duration SERVES_WITHIN = Duration.ofSeconds(15);
  private static final String INFO_HASH = "a".repeat(20);

  @TempDir Path folder;

  @Test
  void aTrackerThatComesBackKnowsItsPeersAndServesSoon() throws Exception {
    try (var tracker = TrackerFixture.on(folder, Map.of())) {
      new TestPeer(tracker.announceUrl("http"), null, "first", 1111)
          .announce(INFO_HASH, "event=started&left=0");
      Await.until("the peer is projected", () -> peers(tracker) == 1);

      tracker.stop();
      var stopped = Instant.now();
      tracker.start();
      var served =
          new TestPeer(tracker.announceUrl("http"), null, "second", 2222)
              .announce(INFO_HASH, "event=started&left=1");

      assertThat(Duration.between(stopped, Instant.now())).isLessThan(SERVES_WITHIN);
      assertThat(served).containsExactly(1111);
      assertThat(tracker.announces()).hasSize(2);
    }
  }

  private static long peers(TrackerFixture tracker) throws Exception {
    try (var connection = tracker.postgres();
        var row = connection.createStatement().executeQuery("SELECT count(*) FROM peers")) {
      row.next();
      return row.getLong(1);
    }
  }
}
