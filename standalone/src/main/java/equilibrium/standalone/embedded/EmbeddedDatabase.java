package equilibrium.standalone.embedded;

import equilibrium.broker.Ports;
import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL of our own on 127.0.0.1, a child process. One that an earlier, killed process left
 * behind is taken over. Role {@code analyst} needs no password there, every other does.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String NAME = "equilibrium";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WHO_MAY_CONNECT =
      """
      host equilibrium analyst  127.0.0.1/32 trust
      host equilibrium all      127.0.0.1/32 scram-sha-256
      host all         postgres 127.0.0.1/32 scram-sha-256
      """;

  private final EmbeddedPostgres server;
  private final String password;

  private EmbeddedDatabase(EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, NAME);
  }

  /** Starts on the rows that lie in the data folder, if any. */
  public static EmbeddedDatabase start(DataFolder data, EmbeddedConfig config) {
    var folder = data.part("postgres");
    var log = data.part("postgres.log");
    var orphan = LeftoverPostgres.in(folder);
    int port =
        orphan.isPresent()
            ? orphan.get().adopted(config.postgresPort())
            : Ports.free(config.postgresPort(), "PostgreSQL", EmbeddedConfig.POSTGRES_PORT);
    var password = Password.of(data.path());
    var programs = data.part(config.programs().toString());
    EmbeddedPostgres server;
    try {
      server =
          builder(folder, port, log)
              .setOverrideWorkingDirectory(programs.toFile())
              .setConnectConfig("password", password)
              .start();
    } catch (IOException | RuntimeException e) { // zonky throws both for a server that fails
      throw new Fault("PostgreSQL does not start; %s says why (%s)".formatted(log, e), e);
    }
    var database = new EmbeddedDatabase(server, password);
    try (var connection =
        server.getPostgresDatabase(Map.of("password", password)).getConnection()) {
      lockAway(programs);
      database.prepare(connection, folder);
      return database;
    } catch (SQLException | IOException | RuntimeException e) {
      database.close();
      throw new Fault("PostgreSQL on %s cannot be prepared: %s".formatted(folder, e), e);
    }
  }

  private static EmbeddedPostgres.Builder builder(Path folder, int port, Path log) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false) // it would stop the database before those who use it
        .setPort(port)
        .setPGStartupWait(PATIENCE)
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setLocaleConfig("locale", "C")
        .setServerConfig("fsync", "on") // the library turns both off
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("timezone", "UTC")
        .setErrorRedirector(Redirect.appendTo(log.toFile()))
        .setOutputRedirector(Redirect.appendTo(log.toFile()));
  }

  /** The library lets everybody write there, and so choose what runs next time. */
  private static void lockAway(Path programs) throws IOException {
    if (Files.exists(programs)) { // unpacked once in a process, in whichever folder came first
      Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void prepare(Connection postgres, Path folder) throws SQLException, IOException {
    demandOurs(postgres, folder);
    protect(postgres, folder.resolve("pg_hba.conf"));
    try (var statement = postgres.createStatement()) {
      var found = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'");
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + NAME);
      }
    }
  }

  /** Who takes over a running server must not mistake another for it. */
  private static void demandOurs(Connection postgres, Path folder)
      throws SQLException, IOException {
    try (var statement = postgres.createStatement();
        var shown = statement.executeQuery("SHOW data_directory")) {
      shown.next();
      var serves = Path.of(shown.getString(1));
      if (!Files.isSameFile(serves, folder)) {
        throw new Fault("the port is taken by a PostgreSQL that serves " + serves);
      }
    }
  }

  /** Comes after the first start: a fresh server lets everybody in, from loopback. */
  private void protect(Connection postgres, Path rules) throws SQLException, IOException {
    if (Files.readString(rules).equals(WHO_MAY_CONNECT)) {
      return;
    }
    try (var statement = postgres.createStatement()) {
      statement.execute("ALTER ROLE postgres PASSWORD '%s'".formatted(password)); // hex digits
      Files.writeString(rules, WHO_MAY_CONNECT);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  /** Lets programs come in, as the roles that the migrations made. */
  public void admit() {
    DatabaseRole.admit(as(DatabaseRole.SUPERUSER), password);
  }

  public PostgresSettings as(DatabaseRole role) {
    return new PostgresSettings(url(port()), Map.of()).as(role.user(), role.password(password));
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new Fault("PostgreSQL does not stop: " + e, e);
    }
  }
}
