package equilibrium.projector;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.platform.member.MemberRecord;
import equilibrium.projector.loop.DeadLetters;
import equilibrium.projector.loop.Fenced;
import equilibrium.projector.loop.KafkaClients;
import equilibrium.projector.loop.Outputs;
import equilibrium.projector.loop.ProjectionLoop;
import equilibrium.projector.loop.ProjectorStatus;
import equilibrium.projector.loop.ProjectorStatus.State;
import equilibrium.projector.loop.Purge;
import equilibrium.projector.loop.Repairs;
import equilibrium.projector.loop.Watch;
import equilibrium.projector.projection.Feed;
import equilibrium.projector.projection.Feeds;
import equilibrium.projector.table.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies every topic into PostgreSQL. Starts whether or not Kafka and PostgreSQL can be reached.
 *
 * <pre>
 *            a failure: wait 1 s, 2 s, … 30 s
 *           +-----------------------------------------+
 *           v                                         |
 * start -> loop (check, connect, subscribe, write …)---+--> FAILED: another projector writes too,
 *                                                           or nothing moves for a minute
 * </pre>
 */
public final class Projector implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration LAST_REQUESTS = Duration.ofMillis(500);

  /** After a loop that ran this long, the waits begin with the first again. */
  private static final Duration STEADY = Duration.ofMinutes(5);

  /**
   * One fence is a rebalance that overtook a slow commit, or this projector's own request to join
   * that a stalled broker read late. Several are a second writer.
   */
  private static final int MOST_FENCES = 3;

  private final ProjectorConfig config;
  private final Platform platform;
  private final Map<String, Feed<?, ?>> feeds;
  private final ProjectorStatus status;
  private final Purge purge;
  private final Rebuild rebuild;
  private final Watch watch;
  private final MemberHeartbeat heartbeat;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::supervise, "projector");
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  private Projector(ProjectorConfig config, Platform platform) {
    this.config = config;
    this.platform = platform;
    this.feeds = Feeds.all(platform.scale(), config.handOuts());
    this.status = new ProjectorStatus(platform, feeds.keySet());
    this.purge = new Purge(platform, Feeds.compacted(feeds));
    this.rebuild = new Rebuild(platform, config.handOuts());
    this.watch = new Watch(platform, feeds.keySet(), status);
    this.heartbeat =
        MemberHeartbeat.start(platform, new MemberRecord(platform.node(), "projector", List.of()));
    // A thread that hangs in PostgreSQL must not keep the process alive; its transaction is rolled
    // back.
    thread.setDaemon(true);
  }

  public static Projector start(ProjectorConfig config, Platform platform) {
    var projector = new Projector(config, platform);
    projector.thread.start();
    projector.purge.start();
    projector.watch.start();
    return projector;
  }

  /** Ends without waiting for the fetch under way. */
  private record OpenConsumer(Consumer<byte[], byte[]> consumer) implements AutoCloseable {
    @Override
    public void close() {
      consumer.close(CloseOptions.timeout(LAST_REQUESTS));
    }
  }

  private void supervise() {
    var wait = FIRST_WAIT;
    int fences = 0;
    while (closing.getCount() > 0) {
      long started = System.nanoTime();
      var trouble = runOnce();
      if (closing.getCount() == 0) {
        break;
      }
      if (System.nanoTime() - started > STEADY.toNanos()) {
        wait = FIRST_WAIT;
        fences = 0;
      }
      fences += isFence(trouble) ? 1 : 0;
      if (isFinal(trouble) || fences == MOST_FENCES) {
        status.is(State.FAILED, sentence(trouble));
        LOG.atError()
            .addKeyValue("trouble", sentence(trouble))
            .log("the projector has stopped: correct the cause and restart it");
        return;
      }
      status.is(State.RETRYING, sentence(trouble));
      status.restart();
      LOG.atWarn()
          .addKeyValue("trouble", sentence(trouble))
          .addKeyValue("again_in", wait)
          .log("projection interrupted; it is tried again");
      pause(wait);
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
    status.is(State.CLOSED, "");
  }

  /** Runs one loop until it fails; returns the failure, unwrapped. */
  private Throwable runOnce() {
    try {
      Migrations.check(platform.postgres());
      try (var db = connect();
          var producer = KafkaClients.producer(platform);
          var open = new OpenConsumer(KafkaClients.consumer(config.loop(), platform));
          var repairs = new Repairs(rebuild::repair, status)) {
        var reader = open.consumer();
        consumer = reader;
        var letters = new DeadLetters(producer, status);
        var outputs = new Outputs(db, letters, status, repairs);
        var loop = new ProjectionLoop(config.loop(), reader, feeds, outputs);
        loop.subscribe();
        LOG.atInfo()
            .addKeyValue("topics", feeds.size())
            .log("the projector reads its topics and writes to PostgreSQL");
        while (closing.getCount() > 0) {
          loop.step();
        }
      }
      return new WakeupException();
    } catch (SQLException | RuntimeException | Error e) {
      // The top of this program's thread: every failure is logged, then tried again or not.
      return decisive(e);
    } finally {
      consumer = null;
    }
  }

  /** The cause that decides whether to try again; Kafka wraps exceptions of listeners. */
  private static Throwable decisive(Throwable e) {
    for (Throwable link = e; link != null; link = link.getCause()) {
      if (isFinal(link) || isFence(link)) {
        return link;
      }
    }
    return e;
  }

  private static boolean isFinal(Throwable e) {
    return e instanceof Fault || e instanceof Error;
  }

  private static boolean isFence(Throwable e) {
    return e instanceof Fenced || e instanceof FencedInstanceIdException;
  }

  private static String sentence(Throwable e) {
    return switch (e) {
      case Fault _, Fenced _ -> String.valueOf(e.getMessage());
      case FencedInstanceIdException _ ->
          "Kafka knows another projector by the name of this one: each needs a data folder of its"
              + " own";
      case SQLException damaged when Refusals.blamesFiles(damaged) ->
          "PostgreSQL cannot read its own files (%s): run \"equilibrium rebuild\""
              .formatted(firstLine(root(damaged)));
      case SQLException sql -> "PostgreSQL: " + firstLine(root(sql));
      default -> firstLine(e);
    };
  }

  private static Throwable root(Throwable e) {
    var cause = e.getCause();
    return cause == null ? e : root(cause);
  }

  private static String firstLine(Throwable e) {
    return e.toString().lines().findFirst().orElse("");
  }

  private Connection connect() throws SQLException {
    return connect(platform, "projector");
  }

  /** A connection that does not commit by itself. */
  static Connection connect(Platform platform, String program) throws SQLException {
    var db = platform.postgres().connect(program);
    try {
      prepare(db);
      db.setNetworkTimeout(Runnable::run, (int) Duration.ofMinutes(2).toMillis());
      db.setAutoCommit(false);
    } catch (SQLException e) {
      db.close();
      throw e;
    }
    return db;
  }

  /** Prepares a connection for the projector's transactions. */
  static void prepare(Connection db) throws SQLException {
    try (var settings = db.createStatement()) {
      // Safe: a power cut loses rows and offsets together, and the log still has the records.
      settings.execute("SET synchronous_commit = off");
      // Followers find these rows by their source. A trigger reports rows of other sessions as
      // edits.
      settings.execute("SET equilibrium.projecting = on");
    }
  }

  private void pause(Duration wait) {
    try {
      boolean _ = closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /** Finishes the transaction that is running. */
  @Override
  public void close() {
    closing.countDown();
    var reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    purge.close();
    watch.close();
    heartbeat.close();
    try {
      if (!thread.join(Duration.ofSeconds(8))) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    status.close();
  }
}
