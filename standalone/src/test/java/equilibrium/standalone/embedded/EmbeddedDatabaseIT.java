package equilibrium.standalone.embedded;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.broker.Ports;
import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
  private static final EmbeddedConfig CONFIG =
      new EmbeddedConfig(0, 0, Path.of("target", "programs").toAbsolutePath());

  @TempDir Path folder;

  @Test
  void theAnalystNeedsNoPasswordAndNobodyElseGetsInWithout() throws SQLException {
    try (var data = DataFolder.hold(folder);
        var database = EmbeddedDatabase.start(data, CONFIG)) {
      Migration.run(database.as(DatabaseRole.SUPERUSER));

      for (var role : DatabaseRole.values()) {
        assertThatThrownBy(() -> connect(database, role.user()))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password");
      }
      try (var connection = connect(database, "analyst");
          var rows = connection.createStatement().executeQuery("SELECT * FROM peers")) {
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void aRoleGetsInOnceItHasAPasswordAndByItsOwnOnly() throws SQLException {
    try (var data = DataFolder.hold(folder);
        var database = EmbeddedDatabase.start(data, CONFIG)) {
      Migration.run(database.as(DatabaseRole.SUPERUSER));
      assertThatThrownBy(() -> database.as(DatabaseRole.INGRESS).connect("test"))
          .hasMessageContaining("authentication failed");

      database.admit();

      for (var role : DatabaseRole.values()) {
        try (var connection = database.as(role).connect("test");
            var who = connection.createStatement().executeQuery("SELECT current_user")) {
          assertThat(who.next()).isTrue();
          assertThat(who.getString(1)).isEqualTo(role.user());
        }
      }
      DatabaseRole.setPasswords(
          database.as(DatabaseRole.SUPERUSER), Map.of("console", "with ' a quote"));
      try (var connection =
          database.as(DatabaseRole.INGRESS).as("console", "with ' a quote").connect("test")) {
        assertThat(connection.isValid(1)).isTrue();
      }
      try (var connection = database.as(DatabaseRole.PROJECTOR).connect("test")) {
        connection.createStatement().execute("ALTER ROLE projector PASSWORD 'its own'");
      }
      assertThatThrownBy(() -> database.as(DatabaseRole.PROJECTOR).connect("test"))
          .hasMessageContaining("authentication failed");
      database.admit(); // as each start does
      try (var connection = database.as(DatabaseRole.PROJECTOR).connect("test")) {
        assertThat(connection.isValid(1)).isTrue();
      }
      var another = DatabaseRole.INGRESS.password("another's");
      assertThatThrownBy(
              () -> database.as(DatabaseRole.INGRESS).as("projector", another).connect("test"))
          .hasMessageContaining("authentication failed");
    }
  }

  /** A process that starts PostgreSQL and is killed. */
  static final class Killed {
    public static void main(String[] args) {
      EmbeddedDatabase.start(DataFolder.hold(Path.of(args[0])), CONFIG);
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void whatAKilledProcessLeftBehindIsTakenOver() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var killed =
        new ProcessBuilder(java, "-cp", path, Killed.class.getName(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(DISCARD)
            .start();
    assertThat(killed.waitFor()).isZero();

    try (var data = DataFolder.hold(folder)) {
      var left = LeftoverPostgres.in(data.part("postgres")).orElseThrow();
      var elsewhere = new EmbeddedConfig(0, Ports.free(0, "a test", "none"), CONFIG.programs());
      assertThatThrownBy(() -> EmbeddedDatabase.start(data, elsewhere))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("still serves port " + left.port());

      try (var database = EmbeddedDatabase.start(data, CONFIG);
          var connection = database.as(DatabaseRole.SUPERUSER).connect("test")) {
        assertThat(database.port()).isEqualTo(left.port());
        assertThat(connection.isValid(1)).isTrue();
      }
      assertThat(LeftoverPostgres.in(data.part("postgres"))).isEmpty();
    }
  }

  private static Connection connect(EmbeddedDatabase database, String user) throws SQLException {
    return DriverManager.getConnection(database.as(DatabaseRole.SUPERUSER).url(), user, null);
  }
}
