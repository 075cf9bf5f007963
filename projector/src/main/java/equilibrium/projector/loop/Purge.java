package equilibrium.projector.loop;

import equilibrium.platform.Platform;
import equilibrium.projector.projection.Feed;
import equilibrium.schemas.Lifetimes;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows that are older than their lifetime ({@link Lifetimes}), on a thread and a connection
 * of its own. Each statement reads and deletes a bounded number of rows, and skips rows that the
 * projector is writing.
 */
public final class Purge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration DELETED_EVERY = Duration.ofHours(1);

  private final Platform platform;
  private final List<Feed<?, ?>> compacted;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "purge");

  public Purge(Platform platform, List<Feed<?, ?>> compacted) {
    this.platform = platform;
    this.compacted = compacted;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!paused(EVERY)) {
      try (var db = platform.postgres().connect("purge")) {
        sweepUntilClosed(db);
      } catch (SQLException e) {
        // PostgreSQL is away or not yet migrated. The projector reports it; nothing is urgent here.
        LOG.atDebug().log("purge interrupted", e);
        if (paused(Duration.ofSeconds(30))) {
          return;
        }
      }
    }
  }

  private void sweepUntilClosed(Connection db) throws SQLException {
    var rows = new Sweep(db);
    long deletedAtNs = System.nanoTime() - DELETED_EVERY.toNanos();
    while (!paused(EVERY)) {
      long nowMs = platform.clock().nowMs();
      int removed =
          rows.peers(nowMs - Lifetimes.PEER_ROWS.toMillis())
              + rows.handOuts(nowMs - Lifetimes.HAND_OUT_ROWS.toMillis());
      if (System.nanoTime() - deletedAtNs >= DELETED_EVERY.toNanos()) {
        deletedAtNs = System.nanoTime();
        removed += deleted(rows);
      }
      Counter.builder("equilibrium_projector_purged_rows_total")
          .description("Rows that were deleted because they were too old")
          .register(platform.metrics())
          .increment(removed);
    }
  }

  private int deleted(Sweep rows) throws SQLException {
    long before = System.currentTimeMillis() - Lifetimes.DELETED_ROWS.toMillis();
    try (var admin = Admin.create(platform.kafka().with(Map.of("client.id", "purge")))) {
      var log = new LogAge(admin);
      int removed = 0;
      for (var feed : compacted) {
        removed += rows.deleted(feed.table(), log.firstOffsets(feed.topic().name(), before));
      }
      return removed;
    } catch (KafkaException e) { // such as a name that cannot be resolved
      LOG.atDebug().log(
          "Kafka cannot be asked how old records are; deleted rows are purged later", e);
      return 0;
    }
  }

  private boolean paused(Duration time) {
    try {
      return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      boolean _ = thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
