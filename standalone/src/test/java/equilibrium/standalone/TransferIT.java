package equilibrium.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real clients move a file among themselves. {@link ClientMatrix} has all the combinations. */
class TransferIT {
  @TempDir static Path folder;
  private static TrackerFixture tracker;

  @BeforeAll
  static void start() {
    tracker = TrackerFixture.on(folder.resolve("data"), Transfer.QUICK);
  }

  @AfterAll
  static void stop() {
    tracker.close();
  }

  @ParameterizedTest(name = "{0} downloads from {1} over {2}")
  @CsvSource({
    "ARIA2, TRANSMISSION, http",
    "ARIA2, TRANSMISSION, udp",
    "TRANSMISSION, LIBTORRENT, http",
    "TRANSMISSION, LIBTORRENT, udp",
    "LIBTORRENT, ARIA2, http",
    "LIBTORRENT, ARIA2, udp",
  })
  void aFileArrivesWholeAndItsBytesAreAccountedFor(Client leecher, Client seeder, String scheme)
      throws Exception {
    new Transfer(tracker, folder, Loopback.IPV4).run(leecher, seeder, scheme);
  }
}
