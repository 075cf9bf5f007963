package equilibrium.standalone.embedded;

import equilibrium.broker.Ports;
import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.file.DurableFile;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own on 127.0.0.1, as a child process. One that an earlier, killed process
 * left running is taken over. Role {@code analyst} needs no password there, every other role does.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String NAME = "equilibrium";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The library waits this long even if the server has ended; one that recovers is taken over. */
  private static final Duration PATIENCE_AGAIN = Duration.ofSeconds(15);

  private static final String ACCESS_RULES =
      """
      host equilibrium analyst  127.0.0.1/32 trust
      host equilibrium all      127.0.0.1/32 scram-sha-256
      host all         postgres 127.0.0.1/32 scram-sha-256
      """;

  /** How the server is started, each time in the same way. */
  private record Launch(Path folder, Path log, Path programs, int port, String password) {

    static Launch of(DataFolder data, EmbeddedConfig config) {
      var folder = data.part("postgres");
      var programs = data.part(config.programs().toString());
      var leftover = LeftoverPostgres.in(folder);
      if (leftover.isEmpty()) {
        deleteUnfinished(folder, config.programs().isAbsolute() ? null : programs);
      }
      int port =
          leftover.isPresent()
              ? leftover.get().adopted(config.postgresPort())
              : Ports.free(config.postgresPort(), "PostgreSQL", EmbeddedConfig.POSTGRES_PORT);
      return new Launch(
          folder, data.part("postgres.log"), programs, port, Password.of(data.path()));
    }

    /** Other trackers may share a folder of programs elsewhere, and be unpacking there now. */
    private static void deleteUnfinished(Path folder, @Nullable Path ownPrograms) {
      try {
        UnfinishedPostgres.deleteData(folder);
        if (ownPrograms != null) {
          UnfinishedPostgres.deletePrograms(ownPrograms);
        }
      } catch (IOException e) {
        throw new Fault(
            "what an unfinished start left in %s cannot be deleted: %s".formatted(folder, e), e);
      }
    }

    boolean isNew() {
      return !Files.exists(folder.resolve("PG_VERSION"));
    }

    EmbeddedPostgres start() {
      try {
        // After a start that failed the library keeps its lock; the data folder has one of ours.
        Files.deleteIfExists(folder.resolve("epg-lock"));
        return builder()
            .setPGStartupWait(isNew() ? PATIENCE : PATIENCE_AGAIN)
            .setDataDirectory(folder)
            .setPort(port)
            .setErrorRedirector(Redirect.appendTo(log.toFile()))
            .setOutputRedirector(Redirect.appendTo(log.toFile()))
            .setOverrideWorkingDirectory(programs.toFile())
            .setConnectConfig("password", password)
            .start();
      } catch (IOException | RuntimeException e) { // the library throws both for a failed start
        throw new Fault("PostgreSQL does not start; %s says why (%s)".formatted(log, e), e);
      }
    }

    private static EmbeddedPostgres.Builder builder() {
      return EmbeddedPostgres.builder()
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false) // it would stop the database before its users
          .setLocaleConfig("locale-provider", "builtin")
          .setLocaleConfig("builtin-locale", "C.UTF-8")
          .setLocaleConfig("locale", "C")
          .setServerConfig("fsync", "on") // the library turns both off
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("listen_addresses", "127.0.0.1")
          .setServerConfig("unix_socket_directories", "")
          .setServerConfig("timezone", "UTC");
    }
  }

  private final Launch launch;
  private final boolean isNew;
  private @Nullable EmbeddedPostgres server;
  private boolean prepared;
  private boolean closed;
  private volatile boolean starting;

  private EmbeddedDatabase(Launch launch) {
    this.launch = launch;
    this.isNew = launch.isNew();
  }

  static String url(int port) {
    return url(port, NAME);
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** The database of the data folder, with its port chosen; nothing runs yet. */
  public static EmbeddedDatabase of(DataFolder data, EmbeddedConfig config) {
    return new EmbeddedDatabase(Launch.of(data, config));
  }

  /** Starts with the rows that the data folder holds, if any; its tables stay as they are. */
  public static EmbeddedDatabase start(DataFolder data, EmbeddedConfig config) {
    var database = of(data, config);
    try {
      database.server = database.launch.start();
      database.prepareServer();
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Whether the data folder held no database. */
  public boolean isNew() {
    return isNew;
  }

  /** Starts the server and brings its tables up to date. Throws a {@link Fault} if it cannot. */
  public synchronized void start() {
    starting = true;
    try {
      if (!closed) {
        server = launch.start();
        prepare();
      }
    } finally {
      starting = false;
    }
  }

  /** Whether another thread is starting the server. */
  boolean isStarting() {
    return starting;
  }

  /** Brings the tables up to date, unless that was done; the server runs. */
  synchronized void prepare() {
    if (closed) {
      return;
    }
    if (server == null) { // it recovered for longer than its start waited: take it over
      server = launch.start();
    }
    if (prepared) {
      return;
    }
    prepareServer();
    Migration.run(as(DatabaseRole.SUPERUSER));
    admit();
    prepared = true;
  }

  private void prepareServer() {
    var postgres =
        new PostgresSettings(url(port(), "postgres"), Map.of())
            .as(DatabaseRole.SUPERUSER.user(), launch.password);
    try (var connection = postgres.connect("start")) {
      lockAway(launch.programs);
      prepare(connection);
    } catch (SQLException | IOException | RuntimeException e) {
      throw new Fault("PostgreSQL on %s cannot be prepared: %s".formatted(launch.folder, e), e);
    }
  }

  /** The library lets every user write there, and so choose what runs next time. */
  private static void lockAway(Path programs) throws IOException {
    if (Files.exists(programs)) { // unpacked once in a process, into the folder of the first start
      Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void prepare(Connection postgres) throws SQLException, IOException {
    demandOurs(postgres, launch.folder);
    protect(postgres, launch.folder.resolve("pg_hba.conf"));
    try (var statement = postgres.createStatement()) {
      var found = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'");
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + NAME);
      }
    }
  }

  /** A server that was taken over must serve our folder, not another one. */
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

  /** Runs after the first start: a new server lets every user of this machine in. */
  private void protect(Connection postgres, Path rules) throws SQLException, IOException {
    if (Files.readString(rules).equals(ACCESS_RULES)) {
      return;
    }
    try (var statement = postgres.createStatement()) {
      statement.execute(
          "ALTER ROLE postgres PASSWORD '%s'".formatted(launch.password)); // hex digits
      DurableFile.write(rules, ACCESS_RULES);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  /** Lets programs connect, as the roles that the migrations created. */
  public void admit() {
    DatabaseRole.admit(as(DatabaseRole.SUPERUSER), launch.password);
  }

  public PostgresSettings as(DatabaseRole role) {
    return new PostgresSettings(url(port()), Map.of())
        .as(role.user(), role.password(launch.password));
  }

  int port() {
    return launch.port;
  }

  /** Starts the server again, on the same port, after it has ended by itself. */
  synchronized void restart() {
    stop(); // gives up the ended server's lock
    start();
  }

  /** Stops the server until {@link #restart}. */
  synchronized void pause() {
    stop();
  }

  private void stop() {
    var last = server;
    server = null;
    try {
      if (last != null) {
        last.close();
      }
    } catch (IOException e) {
      throw new Fault("PostgreSQL does not stop: " + e, e);
    }
  }

  /** The cure for files that no start can mend. */
  String cure() {
    return "if it stays so, stop the tracker, delete %s, and start: the tables are filled again from Kafka's log"
        .formatted(launch.folder);
  }

  @Override
  public synchronized void close() {
    closed = true;
    stop();
    LeftoverPostgres.in(launch.folder)
        .ifPresent(left ->
            LOG.atWarn()
                .addKeyValue("process", left.process())
                .log("PostgreSQL has not stopped yet; the next start takes it over"));
  }
}
