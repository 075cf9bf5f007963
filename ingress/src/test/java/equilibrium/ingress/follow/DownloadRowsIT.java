package equilibrium.ingress.follow;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Numbers of downloads from a real database; the table has only the columns that matter. */
@ExtendWith(Servers.class)
class DownloadRowsIT {
  private final Swarms swarms = new Swarms(new Clients(10), 10, 10, 900_000);
  private final FollowedTable<?> following =
      new FollowedTable<>("swarm_balances", "swarm-balances", new DownloadRows(swarms));
  private Connection db;

  @BeforeEach
  void project(PostgresServer postgres) throws SQLException {
    db = postgres.fresh().connect("test");
    execute("CREATE TABLE projected_offsets (topic text, partition int, next_offset bigint)");
    execute(
        """
        CREATE TABLE swarm_balances (info_hash bytea PRIMARY KEY, completed bigint, at timestamptz,
          deleted boolean DEFAULT false, source_partition int DEFAULT 0, source_offset bigint,
          completed_offset bigint)
        """);
    execute("INSERT INTO projected_offsets VALUES ('swarm-balances', 0, 2)");
    execute(
        "INSERT INTO swarm_balances VALUES (decode(repeat('07', 20), 'hex'), 3, now(), false, 0, 1, 1)");
    following.readAll(db);
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  @Test
  void aTorrentWithoutPeersHasItsNumber() {
    assertThat(downloads()).isEqualTo(3);
  }

  @Test
  void aNumberThatChangedIsReadByTheOffsetAtWhichItChanged() throws SQLException {
    execute("UPDATE swarm_balances SET completed = 99, source_offset = 2");
    execute("UPDATE projected_offsets SET next_offset = 3");
    following.readNew(db);
    assertThat(downloads()).as("not said to have changed").isEqualTo(3);

    execute("UPDATE swarm_balances SET completed = 4, source_offset = 3, completed_offset = 3");
    execute("UPDATE projected_offsets SET next_offset = 4");
    following.readNew(db);

    assertThat(downloads()).isEqualTo(4);
  }

  @Test
  void aRowThatGoesTakesNoNumberAway() throws SQLException {
    execute("DELETE FROM swarm_balances");

    following.readAll(db);

    assertThat(downloads()).isEqualTo(3);
  }

  private int downloads() {
    byte[] infoHash = new byte[20];
    Arrays.fill(infoHash, (byte) 7);
    var found = new Found();
    swarms.scrape(infoHash, found);
    return found.downloads();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
