package equilibrium.ingress.follow;

import equilibrium.platform.PostgresSettings;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.event.ClientId;
import equilibrium.testing.Await;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a follower does about what it cannot read; the table has only the columns that matter. */
@ExtendWith(Servers.class)
class FollowerIT {
  private final Outage away = new Outage();
  private PostgresSettings postgres;

  /** Fails for tier 9. */
  private record Rows() implements ClientTiers {
    @Override
    public void put(ClientId client, ResultSet row) throws SQLException {
      if (row.getInt("tier") == 9) {
        throw new IllegalStateException("a bug");
      }
    }

    @Override
    public void remove(ClientId client) {}

    @Override
    public void end(Set<ClientId> clients) {}
  }

  @BeforeEach
  void project(PostgresServer server) throws SQLException {
    postgres = server.fresh();
    execute("CREATE TABLE projected_offsets (topic text, partition int, next_offset bigint)");
    execute(
        """
        CREATE TABLE clients (id bytea, tier int, deleted boolean DEFAULT false,
          source_partition int DEFAULT 0, source_offset bigint DEFAULT 0)
        """);
  }

  @Test
  @Timeout(30)
  void whileARowCannotBeReadItSaysThatItDoesNotFollowAndGoesOnAfterwards() throws Exception {
    var table = new FollowedTable<>("clients", "a-topic", new Rows());
    try (var follower = new Follower(postgres, "clients", List.of(table), away)) {
      Await.until("it follows", follower::isConnected);

      execute("INSERT INTO clients VALUES (decode(repeat('00', 16), 'hex'), 9)");
      execute("NOTIFY equilibrium_edits, 'clients'");
      Await.until("it follows no more", () -> !follower.isConnected());
      execute("DELETE FROM clients");

      Await.until("it follows", follower::isConnected);
    }
  }

  @Test
  @Timeout(30)
  void aDrillKeepsItFromPostgresqlAndItReadsEverythingAfterwards() throws Exception {
    var table = new FollowedTable<>("clients", "a-topic", new Rows());
    try (var follower = new Follower(postgres, "clients", List.of(table), away)) {
      Await.until("it follows", follower::isConnected);

      away.begin(Duration.ofMinutes(10));
      Await.until("it follows no more", () -> !follower.isConnected());
      away.end();

      Await.until("it follows", follower::isConnected);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var db = postgres.connect("test");
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
