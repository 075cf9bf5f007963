package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.standalone.control.IdText;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A file moves from one real client to another, and what they say of it arrives in PostgreSQL. */
record Transfer(TrackerFixture tracker, Path folder, Loopback family) {
  /**
   * A seeder looks for leechers this often: Transmission takes no peers on loopback from a tracker,
   * so they have to connect to it.
   */
  static final Map<String, String> QUICK =
      Map.of(
          "ingress.interval", "2s",
          "ingress.climbing-interval", "2s",
          "ingress.min-interval", "1s");

  /** What PostgreSQL tells of a swarm. */
  private record Balance(long uploaded, long downloaded, int seeders, int leechers) {
    static final Balance NONE = new Balance(0, 0, 0, 0);
  }

  void run(Client leecher, Client seeder, String scheme) throws Exception {
    var name = "%s-from-%s-over-%s-%s".formatted(leecher, seeder, scheme, family);
    var place = folder.resolve(name);
    var url = tracker.announceUrl(scheme);
    var torrent = Torrent.in(place, name, seeder.trackerUrl(url));
    var same = Torrent.in(place.resolve("same"), name, leecher.trackerUrl(url));

    try (var giving = seeder.seed(torrent, place.resolve("seeder"), family)) {
      untilSeeders(1, giving, torrent);
      try (var taking = leecher.download(same, place.resolve("leecher"), family)) {
        Await.until("the file is whole: " + taking, () -> taking.has(torrent));
        untilSeeders(2, taking, torrent);
        taking.leave();
        untilSeeders(1, taking, torrent);
      }
      giving.leave();
      untilSeeders(0, giving, torrent);
    }

    var settled = balance(torrent);
    assertThat(settled.downloaded()).isGreaterThanOrEqualTo(Torrent.SIZE);
    assertThat(settled.uploaded()).isCloseTo(settled.downloaded(), withinPercentage(5));
    assertEveryAnnounceIsRecorded(torrent);
  }

  private void untilSeeders(int seeders, Client.Running client, Torrent torrent) throws Exception {
    Await.until(
        () -> seeders + " seed; " + client,
        () -> balance(torrent),
        balance -> balance.seeders() == seeders);
  }

  private void assertEveryAnnounceIsRecorded(Torrent torrent) {
    long announced =
        tracker.counted("equilibrium_requests_total", "outcome", "accepted")
            + tracker.counted("equilibrium_requests_total", "outcome", "early");
    Await.until("the log has every announce", () -> tracker.announces().size() >= announced);
    var recorded = tracker.announces();
    assertThat(recorded).hasSize((int) announced);
    assertThat(tracker.counted("equilibrium_events_total", "outcome", "unrecorded")).isZero();
    assertThat(of(torrent, recorded))
        .extracting(Announced::getEvent)
        .contains(AnnounceEvent.STARTED, AnnounceEvent.COMPLETED, AnnounceEvent.STOPPED);
  }

  private static List<Announced> of(Torrent torrent, List<Announced> announces) {
    return announces.stream()
        .filter(announced -> IdText.of(announced.getInfoHash().bytes()).equals(torrent.infoHash()))
        .toList();
  }

  private Balance balance(Torrent torrent) throws SQLException {
    var sql =
        "SELECT uploaded, downloaded, seeders, leechers FROM swarm_balances WHERE info_hash = ?";
    try (var connection = tracker.postgres();
        var select = connection.prepareStatement(sql)) {
      select.setBytes(1, HexFormat.of().parseHex(torrent.infoHash()));
      try (var row = select.executeQuery()) {
        return row.next()
            ? new Balance(row.getLong(1), row.getLong(2), row.getInt(3), row.getInt(4))
            : Balance.NONE;
      }
    }
  }
}
