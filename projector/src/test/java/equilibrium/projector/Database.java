package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Tables;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One database for all tests of this JVM; each test begins with empty tables. */
public final class Database implements BeforeAllCallback {
  private static @Nullable PostgresSettings settings;
  private static @Nullable PostgresServer server;

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    if (settings == null) {
      server = Servers.postgres(context);
      settings = fresh();
      Migrations.apply(settings);
    }
  }

  static PostgresSettings settings() {
    return Objects.requireNonNull(settings, "the test is not extended with Database");
  }

  /** Another one, with nothing in it. */
  static PostgresSettings fresh() throws SQLException {
    return Objects.requireNonNull(server, "the test is not extended with Database").fresh();
  }

  public static void empty() throws SQLException {
    try (var db = connect();
        var statement = db.createStatement()) {
      statement.execute("TRUNCATE " + String.join(", ", Tables.all()));
    }
  }

  public static Connection connect() throws SQLException {
    var db = settings().connect("test");
    try (var statement = db.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
    }
    return db;
  }

  /** The first column of each row, as text. */
  public static List<String> query(String sql) throws SQLException {
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
  public static List<String> rows(String table) throws SQLException {
    return query("SELECT to_jsonb(t)::text FROM %s t ORDER BY 1".formatted(table));
  }

  /** The only row of a table, all of whose columns are compared. */
  public static void assertRow(String table, String expected) throws Exception {
    var rows = rows(table);
    assertThat(rows).hasSize(1);
    assertThat(json(rows.getFirst())).isEqualTo(json(expected));
  }

  private static JsonNode json(String text) throws Exception {
    return JsonMapper.builder().build().readTree(text);
  }

  public static void execute(String sql) throws SQLException {
    try (var db = connect();
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
