package equilibrium.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.answer.UnwiredTracker;
import equilibrium.ingress.follow.Hydration;
import equilibrium.ingress.log.ClockCheck;
import equilibrium.ingress.log.SilenceClock;
import equilibrium.ingress.snapshot.SnapshotFile;
import equilibrium.ingress.snapshot.SnapshotTask;
import equilibrium.ingress.swarm.Found;
import equilibrium.platform.Node;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The snapshot has three seeders up to offset 10, PostgreSQL one up to an offset of its own. */
@ExtendWith(Servers.class)
class StoredPeersIT {
  private static final String TABLES = "/db/migration/V1__projection.sql";
  private static final Duration LIFETIME = Duration.ofMinutes(70);

  private final UnwiredTracker tracker = new UnwiredTracker();

  /** Follows no step of the tracker's clock: no time passes. */
  private final SilenceClock silence =
      new SilenceClock(
          new ProcessContext(new Node(1, 1), standing(), TimeScale.REAL),
          new ClockCheck(new SimpleMeterRegistry()),
          LIFETIME);

  @TempDir Path folder;
  private PostgresSettings postgres;

  @BeforeEach
  void store(PostgresServer server) throws Exception {
    var before = new UnwiredTracker();
    for (int peer = 1; peer <= 3; peer++) {
      var peerId = "peer%016d".formatted(peer);
      before.announceTo(0, "203.0.113." + peer, peerId, AnnounceEvent.STARTED, 0);
    }
    write(before);
    postgres = server.fresh();
    try (var sql = StoredPeersIT.class.getResourceAsStream(TABLES)) {
      execute(new String(Objects.requireNonNull(sql, TABLES).readAllBytes(), UTF_8));
    }
    execute(
        """
        INSERT INTO peers SELECT decode(repeat('00', 20), 'hex'), decode(repeat('07', 20), 'hex'), 6,
          decode(repeat('07', 16), 'hex'), 'ADDRESS', '', decode(repeat('08', 16), 'hex'), 0, 6881,
          'STARTED', 0, 0, 0, to_timestamp(%1$d), to_timestamp(%1$d), 1, 1, 1, NULL, false, 0, 0
        """
            .formatted(tracker.nowMs / 1000));
  }

  private void write(UnwiredTracker from) {
    new SnapshotTask(
            file(from),
            () -> from.nowMs,
            Duration.ofHours(1),
            () -> Map.of(0, 10L),
            new SimpleMeterRegistry())
        .close();
  }

  private SnapshotFile file(UnwiredTracker of) {
    return new SnapshotFile(folder.resolve("snapshot"), of.inside.state(), of.inside.directory());
  }

  @Test
  void anOlderDatabaseIsNotRead() throws Exception {
    execute("INSERT INTO projected_offsets VALUES ('announces', 0, 10)");

    assertThat(read(postgres)).isEqualTo(Map.of(0, 10L));

    assertThat(seeders()).isEqualTo(3);
  }

  @Test
  void aNewerDatabaseIsReadToo() throws Exception {
    execute("INSERT INTO projected_offsets VALUES ('announces', 0, 11)");

    assertThat(read(postgres)).isEqualTo(Map.of(0, 11L));

    assertThat(seeders()).isEqualTo(4);
  }

  @Test
  void withoutADatabaseTheSnapshotIsUsed() {
    assertThat(read(RunningIngress.NO_POSTGRES)).isEqualTo(Map.of(0, 10L));

    assertThat(seeders()).isEqualTo(3);
  }

  @Test
  void whereTheSnapshotIsDamagedTheDatabaseIsUsed() throws Exception {
    execute("INSERT INTO projected_offsets VALUES ('announces', 0, 5)");
    damage();

    assertThat(read(postgres)).isEqualTo(Map.of(0, 5L));

    assertThat(seeders()).isEqualTo(1);
  }

  @Test
  void whereBothAreOfNoUseTheLogIsReadFromOnePeerLifetimeBack() throws Exception {
    damage();

    assertThat(read(RunningIngress.NO_POSTGRES)).isEmpty();

    assertThat(seeders()).isZero();
  }

  @Test
  void aSnapshotFromBeforeOnePeerLifetimeIsNone() {
    var before = new UnwiredTracker();
    before.nowMs -= LIFETIME.toMillis() + 1;
    write(before);

    assertThat(read(RunningIngress.NO_POSTGRES)).isEmpty();
  }

  @Test
  void aClockThatIsAheadOfTheOthersHidesNoPeers() throws Exception {
    execute("INSERT INTO projected_offsets VALUES ('announces', 0, 11)");
    tracker.nowMs += LIFETIME.toMillis() + 60_000;

    assertThat(read(postgres)).isEqualTo(Map.of(0, 11L));

    assertThat(seeders()).isEqualTo(4);
  }

  private TrackerClock standing() {
    return new TrackerClock() {
      @Override
      public long nowMs() {
        return tracker.nowMs;
      }

      @Override
      public long elapsedUs() {
        return 0;
      }
    };
  }

  private void damage() throws IOException {
    var snapshot = folder.resolve("snapshot");
    byte[] content = Files.readAllBytes(snapshot);
    content[content.length / 2] ^= 1;
    Files.write(snapshot, content);
  }

  private Map<Integer, Long> read(PostgresSettings database) {
    var state = tracker.inside.state();
    var process = tracker.inside.core.process();
    var hydration = new Hydration(database, state, process, new SimpleMeterRegistry());
    var stored = new StoredPeers(hydration, process, silence, LIFETIME);
    stored.read(file(tracker));
    var offsets = stored.read();
    assertThat(stored.hasFound()).isEqualTo(!offsets.isEmpty());
    return offsets;
  }

  private int seeders() {
    var found = new Found();
    tracker.inside.state().swarms().scrape(new byte[20], found);
    return found.seeders();
  }

  private void execute(String sql) throws Exception {
    try (var db = postgres.connect("test");
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
