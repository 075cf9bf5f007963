package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {
  private static final Duration SERVES_WITHIN = Duration.ofSeconds(60);
  private static final String INFO_HASH = "a".repeat(20);

  private static final String STANDINGS =
      "SELECT encode(client_id, 'hex') || ' ' || score || ' ' || tier FROM client_standings";
  private static final String OFFSETS =
      "SELECT topic || '-' || partition || ' ' || next_offset FROM projected_offsets";

  @TempDir Path folder;

  @Test
  void aTrackerThatComesBackKnowsItsPeersAndServesSoon() throws Exception {
    try (var tracker = TrackerFixture.on(folder, Map.of())) {
      new TestPeer(tracker.announceUrl("http"), null, "first", 1111)
          .announce(INFO_HASH, "event=started&left=0");
      Await.until(
          "the peer and its standing are projected",
          () -> count(tracker, "peers") == 1 && count(tracker, "client_standings") == 1);
      var standings = rows(tracker, STANDINGS);
      var offsets = rows(tracker, OFFSETS);

      tracker.stop();
      var stopped = Instant.now();
      tracker.start();
      var served =
          new TestPeer(tracker.announceUrl("http"), null, "second", 2222)
              .announce(INFO_HASH, "event=started&left=1");

      assertThat(Duration.between(stopped, Instant.now())).isLessThan(SERVES_WITHIN);
      assertThat(served).containsExactly(1111);
      Await.until("both are in the log", () -> tracker.announces().size() >= 2);
      assertThat(tracker.announces()).hasSize(2);
      assertThat(rows(tracker, STANDINGS)).isEqualTo(standings);
      assertThat(rows(tracker, OFFSETS)).allMatch(now -> isReached(now, offsets));
    }
  }

  /** Whether no offset is behind where it was. */
  private static boolean isReached(String now, List<String> before) {
    var place = now.substring(0, now.lastIndexOf(' '));
    long offset = Long.parseLong(now.substring(now.lastIndexOf(' ') + 1));
    return before.stream()
        .filter(row -> row.startsWith(place + " "))
        .allMatch(row -> Long.parseLong(row.substring(row.lastIndexOf(' ') + 1)) <= offset);
  }

  private static int count(TrackerFixture tracker, String table) throws SQLException {
    return rows(tracker, "SELECT 1 FROM " + table).size();
  }

  private static List<String> rows(TrackerFixture tracker, String query) throws SQLException {
    var rows = new ArrayList<String>();
    try (var connection = tracker.postgres();
        var row = connection.createStatement().executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
