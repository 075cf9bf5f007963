package equilibrium.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.TimeScale;
import equilibrium.platform.drill.Outage;
import equilibrium.testing.Await;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSupervisorIT {
  private static final EmbeddedConfig CONFIG =
      new EmbeddedConfig(0, 0, Path.of("target", "programs").toAbsolutePath());

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Health health = new Health();
  @TempDir Path folder;

  @Test
  void aKilledServerIsStartedAgainWithItsRows() throws Exception {
    try (var data = DataFolder.hold(folder);
        var database = started(data);
        var _ = new DatabaseSupervisor(database, platform(database), new Outage())) {
      execute(database, "CREATE TABLE kept AS SELECT 7 AS value");
      var killed = LeftoverPostgres.in(data.part("postgres")).orElseThrow().process();
      assertThat(up()).isEqualTo(1);

      ProcessHandle.of(killed).orElseThrow().destroyForcibly();

      Await.until("the metric says that it is away", () -> up() == 0);
      Await.until("it answers again", () -> up() == 1);
      assertThat(metrics.get("equilibrium_postgres_restarts").counter().count()).isEqualTo(1);
      assertThat(LeftoverPostgres.in(data.part("postgres")).orElseThrow().process())
          .isNotEqualTo(killed);
      execute(database, "INSERT INTO kept SELECT value + 1 FROM kept");
      try (var connection = database.as(DatabaseRole.SUPERUSER).connect("test");
          var row = connection.createStatement().executeQuery("SELECT sum(value) FROM kept")) {
        row.next();
        assertThat(row.getInt(1)).isEqualTo(15);
      }
    }
    assertThat(LeftoverPostgres.in(folder.resolve("postgres"))).isEmpty();
  }

  @Test
  void aServerThatDoesNotStartIsTriedAgainAndTheStatusSaysTheCure() throws Exception {
    Path control;
    try (var data = DataFolder.hold(folder);
        var database = started(data)) {
      control = data.part("postgres/global/pg_control");
      execute(database, "CREATE TABLE kept AS SELECT 7 AS value");
    }
    byte[] whole = Files.readAllBytes(control);
    Files.write(control, new byte[0]);

    try (var data = DataFolder.hold(folder);
        var database = EmbeddedDatabase.of(data, CONFIG);
        var _ = new DatabaseSupervisor(database, platform(database), new Outage())) {
      Await.until("it has tried", () -> problem().contains("delete"));
      assertThat(up()).isZero();
      assertThat(problem()).contains(data.part("postgres").toString());

      Files.write(control, whole);

      Await.until("it answers", () -> up() == 1);
      execute(database, "INSERT INTO kept SELECT value + 1 FROM kept");
    }
  }

  private static EmbeddedDatabase started(DataFolder data) {
    var database = EmbeddedDatabase.of(data, CONFIG);
    database.start();
    return database;
  }

  private String problem() {
    return String.valueOf(health.facts().get("postgresql"));
  }

  private double up() {
    return metrics.get("equilibrium_postgres_up").gauge().value();
  }

  private Platform platform(EmbeddedDatabase database) {
    return new Platform(
        new Node(1, 1),
        TimeScale.REAL,
        new KafkaSettings(Map.of(), 1, 1),
        database.as(DatabaseRole.SUPERUSER),
        health,
        metrics);
  }

  private static void execute(EmbeddedDatabase database, String statement) throws SQLException {
    try (var connection = database.as(DatabaseRole.SUPERUSER).connect("test")) {
      connection.createStatement().execute(statement);
    }
  }
}
