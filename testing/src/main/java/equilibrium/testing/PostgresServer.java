package equilibrium.testing;

import equilibrium.platform.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A PostgreSQL with as many databases as there are tests that ask for one. */
public final class PostgresServer implements Closeable {
  static final String IMAGE = "postgres:18";
  private static final String SUPERUSER = "postgres";

  private final String host;
  private final Closeable server;
  private final AtomicInteger databases = new AtomicInteger();

  private PostgresServer(String host, Closeable server) {
    this.host = host;
    this.server = server;
  }

  static PostgresServer start(Backend backend) {
    return switch (backend) {
      case DOCKER -> container();
      case EMBEDDED -> embedded();
    };
  }

  @SuppressWarnings("resource") // closed with this
  private static PostgresServer container() {
    var container =
        new PostgreSQLContainer(IMAGE)
            .withDatabaseName(SUPERUSER)
            .withUsername(SUPERUSER)
            .withPassword(SUPERUSER)
            .withCommand("postgres", "-c", "fsync=off", "-c", "timezone=UTC");
    container.start();
    return new PostgresServer(
        "%s:%d".formatted(container.getHost(), container.getFirstMappedPort()), container::close);
  }

  private static PostgresServer embedded() {
    try {
      var server = EmbeddedPostgres.builder().setServerConfig("timezone", "UTC").start();
      return new PostgresServer("127.0.0.1:" + server.getPort(), server);
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  /** An empty database of its own, as superuser. The server's roles are common to all of them. */
  public PostgresSettings fresh() throws SQLException {
    var name = "test_" + databases.incrementAndGet();
    try (var db = database(SUPERUSER).connect("test");
        var create = db.createStatement()) {
      create.execute("CREATE DATABASE " + name);
    }
    return database(name);
  }

  private PostgresSettings database(String name) {
    return new PostgresSettings("jdbc:postgresql://%s/%s".formatted(host, name), Map.of())
        .as(SUPERUSER, SUPERUSER);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
