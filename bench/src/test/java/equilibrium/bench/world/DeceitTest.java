package equilibrium.bench.world;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.world.Client.Habit;
import equilibrium.bench.world.Client.Line;
import equilibrium.schemas.event.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeceitTest {
  private static final long SENT = 1_000_000_000;
  private static final long INTERVAL_MS = 1_800_000;

  private final Deceit deceit = new Deceit(new Dice(1));
  private final Swarm swarm =
      new Swarm(
          new Torrent(new InfoHash(new byte[20]), null, 4L << 30, 1 << 20, true, 0, 1, 0),
          new Dice(1));

  @ParameterizedTest
  @CsvSource({
    "RATIOGHOST, 4, 1, 1",
    "RATIOGHOST, 5, 5, 9.1",
    "OVER_150, 0, 1.5, 1.5",
    "OVER_120, 0, 1.2, 1.2",
    "HONEST, 9, 1, 1",
    "HIDDEN, 9, 1, 1"
  })
  void realUploadsAreMultiplied(Kind kind, int leechers, double least, double most) {
    var session = session(kind, false);
    session.moved.sent = SENT;
    swarm.leechers = leechers;

    deceit.beforeAnnounce(session, kind.cheats(), INTERVAL_MS);

    long uploaded = Counters.of(session, kind.cheats()).uploaded();
    assertThat(uploaded / (double) SENT).isBetween(least, most);
  }

  @Test
  void hiddenDownloadsAreReportedAsProgressOnly() {
    var session = session(Kind.HIDDEN, false);
    session.moved.received = SENT;
    session.have = SENT;

    var counters = Counters.of(session, true);

    assertThat(counters.downloaded()).isZero();
    assertThat(counters.left()).isEqualTo((4L << 30) - SENT);
  }

  @Test
  void aGhostLeechNeverProgresses() {
    var session = session(Kind.GHOST_LEECH, false);
    session.moved.received = SENT;
    session.have = SENT;

    var counters = Counters.of(session, true);

    assertThat(counters.downloaded()).isZero();
    assertThat(counters.left()).isEqualTo(4L << 30);
  }

  @ParameterizedTest
  @CsvSource({"RATIOMASTER, 0, 0", "RATIOMASTER, 1, 30000000", "FLOODER, 1, 30000000"})
  void anEmulatorCountsWhileSomebodyLeeches(Kind kind, int leechers, long bytes) {
    var session = session(kind, true);
    session.emulatedRate = 100_000;
    session.running = true;
    session.client.sessions.add(session);
    swarm.leechers = leechers;

    deceit.step(session.client, 0, 300);

    long uploaded = Counters.of(session, true).uploaded();
    assertThat((double) uploaded).isBetween(0.94 * bytes, 1.06 * bytes);
    assertThat(kind == Kind.RATIOMASTER ? uploaded % 0x4000 : 0).isZero();
  }

  private Session session(Kind kind, boolean emulated) {
    var client =
        new Client(
            "key",
            kind,
            Program.QBITTORRENT,
            new Line(1e6, 1e6, null, 6_881, false, false),
            new Habit(true, 0, 24),
            0);
    return new Session(client, swarm, 4L << 30, emulated);
  }
}
