package equilibrium.projector;

import equilibrium.platform.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One PostgreSQL for all tests of this JVM; each test begins with empty tables. */
final class Database {
  private static final PostgresSettings SETTINGS = start();

  private static PostgresSettings start() {
    try {
      @SuppressWarnings("resource") // zonky stops it with the JVM
      var server = EmbeddedPostgres.builder().start();
      var settings =
          new PostgresSettings(
              "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.getPort()),
              Map.of("user", "postgres"));
      Migrations.apply(settings);
      return settings;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  static PostgresSettings settings() {
    return SETTINGS;
  }

  static void empty() throws SQLException {
    try (var db = connect();
        var statement = db.createStatement()) {
      statement.execute(
          """
          TRUNCATE projected_offsets, peers, hand_outs, contributions, swarm_balances,
            swarm_episodes, client_standings, client_sums, tier_cuts, anomalies, suspicions,
            interventions, registrations, announce_keys, members, dead_letters
          """);
    }
  }

  static Connection connect() throws SQLException {
    var db = SETTINGS.connect("test");
    try (var statement = db.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
    }
    return db;
  }

  /** The first column of each row, as text. */
  static List<String> query(String sql) throws SQLException {
    try (var db = connect();
        var statement = db.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** Every row of a table as JSON with all its columns. */
  static List<String> rows(String table) throws SQLException {
    return query("SELECT to_jsonb(t)::text FROM %s t ORDER BY 1".formatted(table));
  }

  static void execute(String sql) throws SQLException {
    try (var db = connect();
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }

  private Database() {}
}
