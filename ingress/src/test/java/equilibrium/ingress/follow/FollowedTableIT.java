package equilibrium.ingress.follow;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.ClientId;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a table is followed, on a real database; the table has only the columns that matter. */
@ExtendWith(Servers.class)
class FollowedTableIT {
  private final Read read = new Read(new ArrayList<>());
  private final FollowedTable<ClientId> following = new FollowedTable<>("clients", "a-topic", read);
  private Connection db;

  /** Writes down each call, the last byte of each key. */
  private record Read(List<String> log) implements ClientTiers {
    @Override
    public void put(ClientId client, ResultSet row) throws SQLException {
      log.add("%d in tier %d".formatted(client.bytes()[15], row.getInt("tier")));
    }

    @Override
    public void remove(ClientId client) {
      log.add(client.bytes()[15] + " gone");
    }

    @Override
    public void end(Set<ClientId> clients) {
      log.add("all " + clients.size());
    }
  }

  @BeforeEach
  void project(PostgresServer postgres) throws SQLException {
    db = postgres.fresh().connect("test");
    execute("CREATE TABLE projected_offsets (topic text, partition int, next_offset bigint)");
    execute(
        """
        CREATE TABLE clients (id bytea PRIMARY KEY, tier int, deleted boolean DEFAULT false,
          source_partition int DEFAULT 0, source_offset bigint)
        """);
    execute("INSERT INTO projected_offsets VALUES ('a-topic', 0, 3)");
    for (int i = 0; i < 3; i++) {
      execute("INSERT INTO clients VALUES ('\\x%s', 1, false, 0, %d)".formatted(hex(i), i));
    }
    following.readAll(db);
    read.log().clear();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  @Test
  void whatCameSinceTheLastReadingIsRead() throws SQLException {
    execute("UPDATE clients SET tier = 2, source_offset = 3 WHERE source_offset = 1");
    execute("UPDATE projected_offsets SET next_offset = 4");

    following.readNew(db);
    following.readNew(db);

    assertThat(read.log()).containsExactly("1 in tier 2");
  }

  @Test
  void offsetsThatWentBackwardsHaveEverythingReadAnew() throws SQLException {
    execute("UPDATE projected_offsets SET next_offset = 2");

    following.readNew(db);

    assertThat(read.log()).containsExactly("0 in tier 1", "1 in tier 1", "2 in tier 1", "all 3");
  }

  @Test
  void ofEditedRowsOnlyTheyAreRead() throws SQLException {
    execute("UPDATE clients SET tier = 3 WHERE source_offset = 0");
    execute("UPDATE clients SET deleted = true WHERE source_offset = 1");

    boolean complete = following.readEdited(db, Set.of(hex(0), hex(1), hex(7)));

    assertThat(complete).isTrue();
    assertThat(read.log()).containsExactlyInAnyOrder("0 in tier 3", "1 gone", "7 gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "zz", "000000000000000000000000000000zz"})
  void aTextThatIsNoKeyAsksForTheWholeTable(String text) throws SQLException {
    boolean complete = following.readEdited(db, Set.of(hex(0), text));

    assertThat(complete).isFalse();
    assertThat(read.log()).containsExactly("0 in tier 1");
  }

  @Test
  void moreEditsThanOneReadingTakesAskForTheWholeTable() throws SQLException {
    var many =
        IntStream.rangeClosed(0, 10_000).mapToObj(FollowedTableIT::hex).collect(Collectors.toSet());

    assertThat(following.readEdited(db, many)).isFalse();
  }

  private static String hex(int client) {
    return "%032x".formatted(client);
  }

  private void execute(String sql) throws SQLException {
    try (var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
