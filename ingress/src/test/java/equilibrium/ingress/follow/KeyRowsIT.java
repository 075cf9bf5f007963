package equilibrium.ingress.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of announce keys as PostgreSQL has them. */
@ExtendWith(Servers.class)
class KeyRowsIT {
  private static final long UNTIL_MS = 1_800_000_000_000L;
  private static final String TABLES = "/db/migration/V1__projection.sql";

  private final Directory operator = Directory.empty();
  private final FollowedTable<ClientId> keys =
      new FollowedTable<>("announce_keys", Topics.ANNOUNCE_KEYS.name(), new KeyRows(operator));
  private Connection db;

  @BeforeEach
  void create(PostgresServer server) throws Exception {
    db = server.fresh().connect("test");
    try (var sql = KeyRowsIT.class.getResourceAsStream(TABLES)) {
      execute(new String(Objects.requireNonNull(sql, TABLES).readAllBytes(), UTF_8));
    }
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  @Test
  void keysAreGoodUntilTheyAreRotatedOrRevokedAndAreKnownAfterwards() throws Exception {
    put(1, 11, null, "ISSUED");
    put(2, 22, 12, "ROTATED");
    put(3, 13, null, "REVOKED");

    keys.readAll(db);

    assertThat(key(11)).isEqualTo(new IssuedKey(id(1), Long.MAX_VALUE));
    assertThat(key(22)).isEqualTo(new IssuedKey(id(2), Long.MAX_VALUE));
    assertThat(key(12)).isEqualTo(new IssuedKey(id(2), UNTIL_MS));
    assertThat(key(13)).isEqualTo(new IssuedKey(id(3), IssuedKey.REVOKED));
    assertThat(operator.keysOf().get(id(2))).containsExactlyInAnyOrder(id(12), id(22));
    assertThat(new IssuedKey(id(2), UNTIL_MS).isGood(UNTIL_MS - 1)).isTrue();
    assertThat(new IssuedKey(id(2), UNTIL_MS).isGood(UNTIL_MS)).isFalse();
  }

  @Test
  void whatIsNoLongerThereIsForgotten() throws Exception {
    put(1, 11, null, "ISSUED");
    put(2, 12, 22, "ROTATED");
    keys.readAll(db);

    execute("DELETE FROM announce_keys WHERE client_id = '%s'".formatted(hex(2)));
    keys.readAll(db);

    assertThat(key(11)).isNotNull();
    assertThat(key(12)).isNull();
    assertThat(key(22)).isNull();
    assertThat(operator.keysOf().get(id(2))).isNull();
  }

  @Test
  void aKeyThatIsAnotherClientsByNowIsNotTakenFromIt() throws Exception {
    put(1, 11, null, "ISSUED");
    put(2, 12, null, "ISSUED");
    keys.readAll(db);

    execute(
        "UPDATE announce_keys SET key_id = '%s' WHERE client_id = '%s'".formatted(hex(11), hex(2)));
    keys.readEdited(db, Set.of("02".repeat(16)));
    execute(
        "UPDATE announce_keys SET key_id = '%s' WHERE client_id = '%s'".formatted(hex(13), hex(1)));
    keys.readEdited(db, Set.of("01".repeat(16)));
    execute("DELETE FROM announce_keys WHERE client_id = '%s'".formatted(hex(1)));
    keys.readEdited(db, Set.of("01".repeat(16)));

    assertThat(key(11)).isEqualTo(new IssuedKey(id(2), Long.MAX_VALUE));
    assertThat(key(12)).isNull();
    assertThat(key(13)).isNull();
  }

  @Test
  void aKeyInAStateThatNobodyKnowsIsNotGood() throws Exception {
    put(1, 11, 12, "revoked");

    keys.readAll(db);

    assertThat(key(11)).isEqualTo(new IssuedKey(id(1), IssuedKey.REVOKED));
    assertThat(key(12)).isEqualTo(new IssuedKey(id(1), IssuedKey.REVOKED));
  }

  private @Nullable IssuedKey key(int id) {
    return operator.keys().get(id(id));
  }

  private static ClientId id(int number) {
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) number);
    return new ClientId(bytes);
  }

  private static String hex(int number) {
    return "\\x" + "%02x".formatted(number).repeat(16);
  }

  private void put(int client, int key, @Nullable Integer previous, String state)
      throws SQLException {
    execute(
        """
        INSERT INTO announce_keys VALUES ('%s', '%s', %s, to_timestamp(%d), '%s', '', now(), '',
          false, 0, %d)
        """
            .formatted(
                hex(client),
                hex(key),
                previous == null ? "NULL" : "'%s'".formatted(hex(previous)),
                UNTIL_MS / 1000,
                state,
                client));
  }

  private void execute(String sql) throws SQLException {
    try (var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
