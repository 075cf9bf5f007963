package equilibrium.standalone.embedded;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Backoff;
import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.drill.Outage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts PostgreSQL again when its process has ended: after 1 s, 2 s, 4 s, up to 60 s. {@code
 * /status} and two metrics show its state; readiness does not depend on it.
 */
public final class DatabaseSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSupervisor.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int ANSWER_SECONDS = 5;

  /**
   * What {@code /status} shows.
   *
   * @param up whether it answers
   * @param starts how often it was started again
   * @param problem why it does not answer; null while it does
   */
  record Status(boolean up, int port, int starts, @Nullable String problem) {}

  private final EmbeddedDatabase database;
  private final Outage outage;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private final Counter restarts;
  private final BackgroundTask task;
  private volatile @Nullable String problem;

  /**
   * Begins to watch.
   *
   * @param platform the one whose ops port serves {@code /status}
   * @param outage while it is on, PostgreSQL is stopped
   */
  public DatabaseSupervisor(EmbeddedDatabase database, Platform platform, Outage outage) {
    this.database = database;
    this.outage = outage;
    restarts =
        Counter.builder("equilibrium_postgres_restarts")
            .description("How often the PostgreSQL of up was started again after it had ended")
            .register(platform.metrics());
    Gauge.builder("equilibrium_postgres_up", () -> problem == null ? 1 : 0)
        .description("Whether the PostgreSQL of up answers: 1, or 0")
        .register(platform.metrics());
    platform.health().status("postgresql", this::status);
    platform.health().trouble("postgresql", () -> Objects.requireNonNullElse(problem, ""));
    task = BackgroundTask.start("postgresql-supervisor", this::watch);
  }

  private Status status() {
    var now = problem;
    return new Status(now == null, database.port(), (int) restarts.count(), now);
  }

  /** Returns when the server does not answer; the background task then calls again. */
  private void watch(BackgroundTask task) {
    if (database.isStarting()) { // for the first time, which may take long
      problem = "it is starting";
      return;
    }
    try (var connection = database.as(DatabaseRole.SUPERUSER).connect("supervisor")) {
      database.prepare();
      problem = null;
      while (connection.isValid(ANSWER_SECONDS)) {
        if (task.isClosed(INTERVAL)) {
          return;
        }
        if (outage.isOn()) {
          keepStopped(task);
          return;
        }
      }
      problem = "the connection to it was lost";
    } catch (Fault e) {
      failed(e, "the tables of PostgreSQL cannot be brought up to date");
      var _ = task.isClosed(backoff.failed(System.nanoTime()));
    } catch (SQLException e) {
      problem = String.valueOf(e.getMessage());
      if (isRefused(e)) {
        restart(task);
      }
    }
  }

  /** Returns when the drill is over, with PostgreSQL running unless it does not start. */
  private void keepStopped(BackgroundTask task) {
    problem = "stopped by a drill";
    LOG.warn("PostgreSQL is stopped by a drill; announces are answered meanwhile");
    database.pause();
    while (outage.isOn()) {
      if (task.isClosed(INTERVAL)) {
        return;
      }
    }
    try {
      database.restart();
      LOG.atInfo()
          .addKeyValue("port", database.port())
          .log("the drill is over; PostgreSQL runs again");
    } catch (Fault e) { // and the next call starts it
      failed(e, "PostgreSQL could not be started after a drill");
    }
  }

  /**
   * Whether no process listens. A server that recovers from a crash listens, but refuses sessions.
   */
  private static boolean isRefused(SQLException e) {
    return e.getCause() instanceof ConnectException;
  }

  private void restart(BackgroundTask task) {
    var wait = backoff.failed(System.nanoTime());
    LOG.atWarn()
        .addKeyValue("waitSeconds", wait.toSeconds())
        .log("PostgreSQL does not run; announces go on, and it is started again");
    if (task.isClosed(wait)) {
      return;
    }
    try {
      database.restart();
      restarts.increment();
      LOG.atInfo().addKeyValue("port", database.port()).log("PostgreSQL runs again");
    } catch (Fault e) {
      failed(e, "PostgreSQL could not be started");
    }
  }

  private void failed(Fault cause, String what) {
    problem = "%s; %s".formatted(cause.getMessage(), database.cure());
    LOG.atError().addKeyValue("cause", problem).log(what);
  }

  @Override
  public void close() {
    task.close();
  }
}
