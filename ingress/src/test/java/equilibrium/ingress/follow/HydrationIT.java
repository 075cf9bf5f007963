package equilibrium.ingress.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.log.RemoteSessions;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.platform.Node;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the swarms are after a start. */
@ExtendWith(Servers.class)
class HydrationIT {
  private static final long NOW = 1_800_000_000_000L;
  private static final int HOUR_SECONDS = 3600;
  private static final TimeScale SCALE = new TimeScale(60);
  private static final ProcessContext PROCESS =
      new ProcessContext(new Node(1, 2), () -> NOW, SCALE);
  private static final String TABLES = "/db/migration/V1__projection.sql";

  private final Clients clients = new Clients(10);
  private final TrackerState state =
      new TrackerState(new Swarms(clients, 10, 10, 900_000), clients);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private PostgresSettings postgres;

  @BeforeEach
  void create(PostgresServer server) throws Exception {
    postgres = server.fresh();
    try (var sql = HydrationIT.class.getResourceAsStream(TABLES)) {
      execute(new String(Objects.requireNonNull(sql, TABLES).readAllBytes(), UTF_8));
    }
  }

  @Test
  void aRowFromTheFutureKeepsNobodyFromBeingHeard() throws Exception {
    peer(HOUR_SECONDS);

    hydrate();
    assertThat(seeders()).isEqualTo(1);
    stop(NOW + 5000 * 60 + 1);

    assertThat(seeders()).isZero();
  }

  @Test
  void aRowThatIsAheadByWhatClocksMayDifferIsLeftAlone() throws Exception {
    peer(5 * 60);

    hydrate();
    stop(NOW + 5000 * 60 - 1);

    assertThat(seeders()).isEqualTo(1);
  }

  @Test
  void aRowThatThisVersionCannotReadIsSkippedAndCounted() throws Exception {
    peer(0);
    execute(
        """
        INSERT INTO peers SELECT (jsonb_populate_record(p, '{"event": "TELEPORTED",
          "peer_id": "\\\\x0101010101010101010101010101010101010101"}')).* FROM peers p
        """);

    hydrate();

    assertThat(seeders()).isEqualTo(1);
    assertThat(skipped()).isEqualTo(1);
  }

  @Test
  void peersAreReadEvenIfTheNumbersOfDownloadsCannotBe() throws Exception {
    peer(0);
    execute("ALTER TABLE swarm_balances RENAME COLUMN completed TO another");

    hydrate();

    assertThat(seeders()).isEqualTo(1);
  }

  private void hydrate() {
    new Hydration(postgres, state, PROCESS, metrics).read(0, Map.of());
  }

  private double skipped() {
    return metrics.get("equilibrium_hydration_rows_skipped_total").counter().count();
  }

  private int seeders() {
    var found = new Found();
    state.swarms().scrape(new byte[20], found);
    return found.seeders();
  }

  private void stop(long atMs) {
    new RemoteSessions(state)
        .enter(
            new RemoteSessions.Session(
                new InfoHash(new byte[20]),
                new PeerId(new byte[20]),
                new RemoteSessions.Owner(new ClientId(new byte[16]), false),
                new RemoteSessions.Endpoint(new Address(new byte[16]), 6881),
                new RemoteSessions.State(AnnounceEvent.STOPPED, 0L),
                new RemoteSessions.Order(atMs, NOW, new EventId(1L, 2L, 3L))));
  }

  private void peer(int aheadSeconds) throws Exception {
    execute(
        """
        INSERT INTO peers SELECT decode(repeat('00', 20), 'hex'), decode(repeat('00', 20), 'hex'), 6,
          decode(repeat('00', 16), 'hex'), 'ADDRESS', '', decode(repeat('00', 16), 'hex'), 0, 6881,
          'STARTED', 0, 0, 0, to_timestamp(%d), to_timestamp(%d), 1, 1, 1, NULL, false, 0, 0
        """
            .formatted(NOW / 1000 + aheadSeconds, NOW / 1000));
  }

  private void execute(String sql) throws Exception {
    try (var db = postgres.connect("test");
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
