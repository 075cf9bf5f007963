package equilibrium.bench.week;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TransfersTest {
  private static final Torrent TORRENT = new Torrent("01".repeat(20), null, 1_000_000_000);
  private static final Offset<Double> BYTE = within(1.0);

  @Test
  void aLeecherGetsBytesOnlyFromPeersThatOneOfTheTwoHeardOf() {
    var listed = begun(1, true, 1e6);
    var unknown = begun(2, true, 1e6);
    var hasHeard = begun(3, true, 1e6, 4);
    var leecher = begun(4, false, 1e6, 1);

    Transfers.move(List.of(listed, unknown, hasHeard, leecher), 10);

    assertThat(leecher.missing()).isCloseTo(TORRENT.size() - 2e7, BYTE);
    assertThat(listed.uploaded()).isEqualTo(10_000_000);
    assertThat(hasHeard.uploaded()).isEqualTo(10_000_000);
    assertThat(unknown.uploaded()).isZero();
  }

  @Test
  void aSeederSharesItsLineEqually() {
    var seeder = begun(1, true, 3e6);
    var leechers = List.of(begun(2, false, 0, 1), begun(3, false, 0, 1), begun(4, false, 0, 1));

    Transfers.move(List.of(seeder, leechers.get(0), leechers.get(1), leechers.get(2)), 10);

    assertThat(leechers)
        .allSatisfy(leecher -> assertThat(leecher.missing()).isCloseTo(TORRENT.size() - 1e7, BYTE));
  }

  @Test
  void nobodyGetsMoreThanItsLineAndWhatIsMissing() {
    var seeders = List.of(begun(1, true, 1e7), begun(2, true, 1e7));
    var leecher = begun(3, false, 0, 1, 2);
    var all = List.of(seeders.get(0), seeders.get(1), leecher);

    var none = Transfers.move(all, 10);

    assertThat(none).isEmpty();
    assertThat(leecher.missing()).isCloseTo(TORRENT.size() - 10 * Client.DOWNLOAD, BYTE);

    var completed = Transfers.move(all, 1_000);

    assertThat(completed).containsExactly(leecher);
    assertThat(seeders.get(0).uploaded() + seeders.get(1).uploaded())
        .isBetween(TORRENT.size() - 2, TORRENT.size());
  }

  @Test
  void leechersServeEachOtherWhileThereIsASeeder() {
    var seeder = begun(1, true, 1e6);
    var first = begun(2, false, 1e6, 1);
    Transfers.move(List.of(seeder, first), 100); // a tenth
    var second = begun(3, false, 1e6, 2);

    Transfers.move(List.of(seeder, first, second), 10);
    Transfers.move(List.of(first, second), 10);

    assertThat(second.missing()).isCloseTo(TORRENT.size() - 1e7, BYTE);
  }

  @Test
  void countersOfBothEndsAgree() {
    var seeder = begun(1, true, 7e5);
    var first = begun(2, false, 3e5, 1, 3);
    var second = begun(3, false, 9e5, 1, 2);
    var all = List.of(seeder, first, second);

    for (int step = 0; step < 200; step++) {
      Transfers.move(all, 3);
    }

    double received = 2.0 * TORRENT.size() - first.missing() - second.missing();
    double sent = (double) seeder.uploaded() + first.uploaded() + second.uploaded();
    assertThat(received).isGreaterThan(1e8).isCloseTo(sent, within(3.0));
  }

  /** A session whose started was answered by a list of those clients. */
  private static Session begun(int number, boolean isSeed, double upload, int... listed) {
    var key = new IssuedKey("%032x".formatted(number), "key" + number);
    var client = new Client(number, key, Program.QBITTORRENT, Habit.HOURS, upload);
    var session = new Session(client, TORRENT, "-qB4500-abcdefghijkl", isSeed, 1);
    var ports = Arrays.stream(listed).mapToObj(other -> 10_000 + other).toList();
    var reply = new Reply(3, ports, null, null);
    session.answered(Objects.requireNonNull(session.due(1)), reply, 100, 1_800_000, 1);
    return session;
  }
}
