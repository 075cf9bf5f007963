package equilibrium.ingress.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.DetectionRules;
import equilibrium.ingress.admission.HandOuts;
import equilibrium.ingress.intervention.Interventions;
import equilibrium.ingress.swarm.Clients;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of suspicions and interventions as PostgreSQL has them. */
@ExtendWith(Servers.class)
class SuspicionRowsIT {
  private static final String TABLES = "/db/migration/V1__projection.sql";

  /** As a later migration adds them. */
  private static final String COLUMNS =
      """
      ALTER TABLE suspicions
        ADD identity text NOT NULL DEFAULT 'KEY', ADD case_id text NOT NULL DEFAULT 'C-0a',
        ADD case_state text NOT NULL DEFAULT 'OPEN', ADD enforced boolean NOT NULL DEFAULT true,
        ADD until_at timestamptz NOT NULL DEFAULT 'epoch', ADD peer_ids bytea[] NOT NULL DEFAULT '{}'
      """;

  private static final long UNTIL_MS = 1_800_000_000_000L;
  private static final InfoHash SWARM = new InfoHash(new byte[20]);

  private final Clients clients = new Clients(100);
  private final Interventions interventions =
      new Interventions(10, 0, TimeScale.REAL, new DetectionRules(true, HandOuts.WATCHED, ""));
  private final FollowedTable<ClientId> suspicions =
      new FollowedTable<>(
          "suspicions",
          Topics.SUSPICIONS.name(),
          new SuspicionRows(clients, interventions.suspects()));
  private final FollowedTable<InterventionKey> exposures =
      new FollowedTable<>(
          "interventions",
          Topics.INTERVENTIONS.name(),
          new ExposureRows(interventions.exposures()));
  private Connection db;

  @BeforeEach
  void create(PostgresServer server) throws Exception {
    db = server.fresh().connect("test");
    try (var sql = SuspicionRowsIT.class.getResourceAsStream(TABLES)) {
      execute(new String(Objects.requireNonNull(sql, TABLES).readAllBytes(), UTF_8));
    }
    execute(COLUMNS);
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }

  private static byte[] id(int client) {
    return ByteBuffer.allocate(16).putInt(client).array();
  }

  private static byte[] peerId(int number) {
    return ByteBuffer.allocate(20).putInt(number).array();
  }

  private static String sql(byte[] bytes) {
    return "'\\x%s'".formatted(HexFormat.of().formatHex(bytes));
  }

  private void suspect(int client, int level, String identity, boolean enforced)
      throws SQLException {
    execute(
        """
        INSERT INTO suspicions (client_id, at, weight, level, broken, families, torrents, cases,
          rules_version, source_partition, source_offset, identity, enforced, until_at, peer_ids)
        VALUES (%s, now(), 9000, %d, false, '{}', 3, '{}', 1, 0, %d, '%s', %b,
          to_timestamp(%d / 1000), ARRAY[%s, %s]::bytea[])
        """
            .formatted(
                sql(id(client)),
                level,
                client,
                identity,
                enforced,
                level < 3 ? 0 : UNTIL_MS,
                sql(peerId(1)),
                sql(peerId(2))));
  }

  /** The effects on the session of a client: of watched, unlisted and refused the initials. */
  private String effects(int client, int peerId) {
    int number = clients.number(id(client));
    if (number < 0) {
      return "";
    }
    return (clients.isWatched(number) ? "w" : "")
        + (clients.isUnlisted(number, peerId(peerId), UNTIL_MS - 1) ? "u" : "")
        + (clients.isUnlisted(number, peerId(peerId), UNTIL_MS) ? "U" : "")
        + (clients.isRefused(number, peerId(peerId)) ? "r" : "");
  }

  @ParameterizedTest
  @CsvSource({
    "0, KEY, true, OPEN, '', ''",
    "1, KEY, true, OPEN, w, w",
    "2, KEY, true, OPEN, w, w",
    "3, KEY, true, OPEN, wu, wu",
    "3, KEY, false, OPEN, w, w",
    "4, KEY, true, OPEN, wu, wu",
    "4, KEY, true, APPROVED, wuUr, wuUr",
    "4, KEY, false, APPROVED, w, w",
    "3, KEY, true, APPROVED, wu, wu",
    "3, ADDRESS, true, OPEN, wu, w",
    "4, ADDRESS, true, APPROVED, wuUr, w",
    "4, PEER_ID, true, APPROVED, w, w",
    "3, SOMETHING_NEW, true, OPEN, wu, w",
  })
  void aLevelHasItsEffectsOnTheSessionsItConcerns(
      int level, String identity, boolean enforced, String state, String ofEvidence, String other)
      throws SQLException {
    suspect(7, level, identity, enforced);
    execute("UPDATE suspicions SET case_state = '%s'".formatted(state));

    suspicions.readAll(db);

    assertThat(effects(7, 2)).isEqualTo(ofEvidence);
    assertThat(effects(7, 3)).isEqualTo(other);
  }

  @Test
  void aSuspicionThatEndsOrGoesHasNoEffect() throws SQLException {
    for (int client = 1; client <= 4; client++) {
      suspect(client, 3, "KEY", true);
    }
    suspicions.readAll(db);
    assertThat(effects(1, 1) + effects(2, 1) + effects(3, 1)).isEqualTo("wuwuwu");

    execute("UPDATE suspicions SET level = 0, source_offset = 10 WHERE source_offset = 1");
    execute("UPDATE suspicions SET deleted = true, source_offset = 11 WHERE source_offset = 2");
    execute("INSERT INTO projected_offsets VALUES ('suspicions', 0, 12)");
    suspicions.readNew(db);
    assertThat(effects(1, 1) + effects(2, 1) + effects(3, 1)).isEqualTo("wu");

    execute("DELETE FROM suspicions WHERE source_offset = 3");
    suspicions.readAll(db);
    assertThat(effects(3, 1)).isEmpty();
    assertThat(effects(4, 1)).isEqualTo("wu");
    execute("DELETE FROM suspicions");
    var _ = suspicions.readEdited(db, Set.of(HexFormat.of().formatHex(id(4))));
    assertThat(effects(4, 1)).isEmpty();
  }

  private void intervene(int recipient, String kind, String text) throws SQLException {
    execute(
        """
        INSERT INTO interventions VALUES (%s, %s, %s, '%s', '%s', %s, 0, 6881, 'C-0a', 'epoch',
          now() + interval '1 day', 3, false, 0, %d)
        """
            .formatted(
                sql(SWARM.bytes()),
                sql(id(recipient)),
                sql(id(99)),
                kind,
                text,
                sql(new byte[16]),
                recipient));
  }

  @Test
  void warningsAreReadByWhomTheyAreFor() throws SQLException {
    intervene(1, "WARN", "Block 203.0.113.7");
    intervene(2, "FAIL_ONCE", "Block 203.0.113.7");
    intervene(3, "QUARANTINE", "");
    intervene(4, "WARN", "x".repeat(64));

    exposures.readAll(db);
    assertThat(interventions.exposures().size()).isEqualTo(2);

    execute("UPDATE interventions SET kind = 'REFUSE', source_offset = 10 WHERE source_offset = 1");
    execute("INSERT INTO projected_offsets VALUES ('interventions', 0, 11)");
    exposures.readNew(db);
    assertThat(interventions.exposures().size()).isOne();
    execute("DELETE FROM interventions");
    exposures.readAll(db);
    assertThat(interventions.exposures().size()).isZero();
  }
}
