package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.ops.OpsServer;
import equilibrium.projector.loop.LoopConfig;
import equilibrium.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Database.class)
class ProjectorTest {
  private static final ProjectorConfig DEFAULTS =
      ProjectorConfig.from(new Settings(null, Map.of(), Map.of()));

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(DEFAULTS)
        .isEqualTo(
            new ProjectorConfig(
                new LoopConfig(
                    "equilibrium-projector", 2_000, Duration.ofMillis(100), Duration.ofSeconds(1)),
                true));
  }

  @Test
  void aBatchOfNothingIsRefused() {
    var settings = new Settings(null, Map.of(), Map.of("projector.batch", "0"));
    ProjectorConfig.from(settings);

    Assertions.assertThatThrownBy(settings::verify)
        .isInstanceOf(Fault.class)
        .hasMessageContaining("projector.batch is \"0\", expected a whole number from 1");
  }

  @Test
  @Timeout(30)
  void withoutPostgresItWaitsAndSaysSo() throws Exception {
    var nobody = new PostgresSettings("jdbc:postgresql://127.0.0.1:1/nobody", Map.of());

    assertSays(nobody, "\"state\":\"RETRYING\"", "Connection refused");
  }

  @Test
  @Timeout(30)
  void whileTheTablesAreNotMigratedItWaitsAndSaysWhatToDo() throws Exception {
    assertSays(Database.fresh(), "\"state\":\"RETRYING\"", "equilibrium migrate");
  }

  @Test
  @Timeout(30)
  void aHistoryOfAnotherKindIsAFaultForTheOperator() throws Exception {
    var altered = Database.fresh();
    Migrations.apply(altered);
    try (var db = altered.connect("test");
        var statement = db.createStatement()) {
      statement.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '2'");
    }

    assertSays(altered, "\"state\":\"FAILED\"", "differ from those of this version");
  }

  @Test
  void newerTablesThanItsOwnAreGood() throws Exception {
    var newer = Database.fresh();
    Migrations.apply(newer);
    try (var db = newer.connect("test");
        var statement = db.createStatement()) {
      statement.execute(
          """
          INSERT INTO flyway_schema_history
          SELECT 999, '999', 'later', type, 'V999__later.sql', 1, installed_by, now(), 1, true
          FROM flyway_schema_history WHERE version = '2'
          """);
    }

    Assertions.assertThatCode(() -> Migrations.check(newer)).doesNotThrowAnyException();
  }

  @Test
  void aDatabaseOfAnotherKindIsNotMigrated() throws Exception {
    var other = Database.fresh();
    try (var db = other.connect("test");
        var statement = db.createStatement()) {
      statement.execute("CREATE TABLE peers (id int)");
    }

    Assertions.assertThatThrownBy(() -> Migrations.apply(other))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("cannot be migrated");
  }

  private static void assertSays(PostgresSettings postgres, String... words) throws Exception {
    var platform = Rig.platform(postgres);
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var ops = new OpsServer(anyPort, platform.health(), platform.metrics());
        var _ = Projector.start(DEFAULTS, platform)) {
      Await.until(words[0], () -> status(ops), status -> status.contains(words[0]));
      assertThat(status(ops)).contains(words);
    }
  }

  private static String status(OpsServer ops) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:%d/status".formatted(ops.address().getPort()));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
