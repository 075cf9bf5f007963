package equilibrium.projector.rebuild;

import equilibrium.platform.TimeScale;
import equilibrium.projector.projection.Feed;
import equilibrium.projector.projection.Refold;
import equilibrium.projector.rebuild.Rebuilt.Action;
import equilibrium.schemas.Channels;
import equilibrium.schemas.Lifetimes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tables of one topic anew from the log.
 *
 * <pre>
 * fold the log into the second tables, up to where the projector is
 *   → lock the offsets → fold the rest → compare and write the differences → commit
 * </pre>
 *
 * The projector goes on meanwhile; it waits only while the offsets are locked. Partitions whose
 * offset does not fit the log get a new one in the same transaction.
 */
public final class TopicRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(TopicRebuild.class);

  /** Records that may be folded while the projector waits. */
  private static final long MOST_WHILE_LOCKED = 20_000;

  private static final int MOST_ROUNDS = 20;

  /** Folds that are begun while age deletes what they read. */
  private static final int MOST_FOLDS = 5;

  /** How much of {@code announces} is read beyond the lifetime of a peer's row. */
  private static final long MARGIN_MS = 600_000;

  /** What is wanted. */
  public enum Purpose {
    /** Only what does not fit, and not if the log has lost most of its records. */
    REPAIR,
    /** In any case, as an operator decided. */
    ANEW,
    /** Changes no row: counts the rows that differ from the fold of the log. */
    COMPARE
  }

  /** Takes the records that are folded, and how many there are to fold. */
  @FunctionalInterface
  public interface Progress {
    void at(long records, long of);
  }

  private final Feed<?, ?> feed;
  private final TopicLog log;
  private final Connection db;
  private final TimeScale scale;
  private final @Nullable ArchivedTopic archive;
  private final StoredOffsets offsets;
  private final SecondTables tables;
  private final String topic;

  /**
   * A rebuild that can be run.
   *
   * @param db of the role projector; does not commit by itself; used by nothing else meanwhile
   * @param archive of the topic, for what the log has deleted; null: there is none
   */
  public TopicRebuild(
      Feed<?, ?> feed,
      TopicLog log,
      Connection db,
      TimeScale scale,
      @Nullable ArchivedTopic archive) {
    this.feed = feed;
    this.log = log;
    this.db = db;
    this.scale = scale;
    this.archive = archive;
    this.topic = feed.topic().name();
    this.offsets = new StoredOffsets(db, topic);
    this.tables = new SecondTables(db, feed);
  }

  /**
   * Whether a session rebuilds or compares a topic of this database: projectors may wait for it.
   */
  public static boolean isUnderWay(Connection db) throws SQLException {
    return StoredOffsets.isRebuilding(db);
  }

  /**
   * Does it.
   *
   * @param divergent where Kafka said that the log parted from what was projected
   */
  public Rebuilt run(Purpose purpose, Map<TopicPartition, Long> divergent, Progress progress)
      throws SQLException {
    offsets.lockTopic();
    try {
      for (int again = 0; again < MOST_FOLDS - 1; again++) {
        try {
          return fold(purpose, divergent, progress);
        } catch (OffsetOutOfRangeException e) {
          LOG.atInfo()
              .addKeyValue("cause", e.getMessage())
              .log("the log lost records while it was folded; the fold begins again");
          db.rollback();
        }
      }
      return fold(purpose, divergent, progress);
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      empty(e);
      throw e;
    } finally {
      if (!db.isClosed()) {
        offsets.unlockTopic();
        db.commit();
      }
    }
  }

  private Rebuilt fold(Purpose purpose, Map<TopicPartition, Long> divergent, Progress progress)
      throws SQLException {
    var extents = Extents.of(feed, log, offsets.read(), divergent, archive);
    db.commit();
    if (purpose == Purpose.REPAIR && extents.fit()) {
      return Rebuilt.nothing(topic, Action.NONE);
    }
    if (purpose == Purpose.REPAIR && extents.areReplaced()) {
      return spare(extents);
    }
    if (extents.isRefoldable(purpose)) {
      return refold(purpose, extents, progress);
    }
    return extents.fit() ? Rebuilt.nothing(topic, Action.KEPT) : resume(extents);
  }

  /**
   * Deletes no row for want of records. Peers are read on from the beginning, because announces
   * replace each other by time, not by offset; age purges the old rows.
   */
  private Rebuilt spare(Extents extents) throws SQLException {
    return feed.refold() == Refold.RECENT
        ? resume(extents)
        : new Rebuilt(topic, Action.HELD, extents.troubles(), 0, 0, 0);
  }

  private Rebuilt resume(Extents extents) throws SQLException {
    for (var extent : extents.all()) {
      if (!extent.fits()) {
        boolean fromStart = feed.refold() == Refold.RECENT && extents.isReplaced(extent);
        long to = fromStart ? extent.first() : extent.resumed();
        offsets.move(extent.partition().partition(), extent.position(), to);
      }
    }
    db.commit();
    return new Rebuilt(topic, Action.RESUMED, extents.troubles(), 0, 0, 0);
  }

  private Rebuilt refold(Purpose purpose, Extents extents, Progress progress) throws SQLException {
    tables.use();
    tables.empty();
    db.commit();
    var from = new HashMap<TopicPartition, Long>();
    extents.all().forEach(extent -> from.put(extent.partition(), begin(extent)));
    var to = new HashMap<TopicPartition, Long>();
    extents.all().forEach(extent -> to.put(extent.partition(), extent.target()));
    var fold = new Fold(feed, log, db, from);
    long total = extents.past().size() + fold.left(to);
    fold.reportTo(records -> progress.at(records, total));
    fold.commit(extents.past());
    fold.commitUpTo(to);
    for (int round = 0; ; round++) {
      var now = purpose == Purpose.COMPARE ? offsets.snapshot() : offsets.lock();
      if (!extents.follow(now, to)) {
        db.rollback();
        tables.empty();
        return Rebuilt.nothing(topic, Action.NONE);
      }
      if (fold.left(to) <= MOST_WHILE_LOCKED || round == MOST_ROUNDS) {
        fold.upTo(to);
        return finish(purpose, extents, fold);
      }
      db.rollback();
      fold.commitUpTo(to);
    }
  }

  private long begin(Extent extent) {
    if (feed.refold() != Refold.RECENT) {
      return extent.first();
    }
    long age = scale.real(Lifetimes.PEER_ROWS).toMillis() + MARGIN_MS;
    return log.since(extent.partition(), System.currentTimeMillis() - age, extent.end());
  }

  /**
   * With everything folded up to the offsets that this transaction sees. It has locked them, unless
   * it only compares.
   */
  private Rebuilt finish(Purpose purpose, Extents extents, Fold fold) throws SQLException {
    if (purpose == Purpose.COMPARE) {
      long since = scale.scaledMs(System.currentTimeMillis()) - Lifetimes.PEER_ROWS.toMillis();
      long differing = tables.differences(extents.keepBelow(), since + MARGIN_MS);
      db.rollback();
      tables.empty();
      return rebuilt(Action.COMPARED, extents, fold, differing);
    }
    var swapped = new Swap(db, tables).write(extents.keepBelow());
    var action = swapped.isPresent() ? Action.REBUILT : Action.REPLACED;
    long rows = swapped.isPresent() ? swapped.getAsLong() : tables.replace();
    for (var extent : extents.all()) {
      if (!extent.fits()) {
        offsets.move(extent.partition().partition(), extent.position(), extent.target());
      }
    }
    if (purpose == Purpose.ANEW) {
      offsets.forgetEpochs();
    }
    notifyFollowers(rows);
    db.commit();
    tables.empty();
    db.commit();
    return rebuilt(action, extents, fold, rows);
  }

  private Rebuilt rebuilt(Action action, Extents extents, Fold fold, long rows) {
    return new Rebuilt(topic, action, extents.troubles(), fold.records(), fold.unreadable(), rows);
  }

  /** The tables of the others have triggers that notify of each row. */
  private void notifyFollowers(long changed) throws SQLException {
    if (feed.isFollowed()) {
      send(Channels.PROJECTED);
    }
    if (feed.isPolled() && changed > 0) {
      send(Channels.EDITED);
    }
  }

  private void send(String channel) throws SQLException {
    try (var notify = db.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, feed.table());
      notify.execute();
    }
  }

  /** What was folded in vain takes no room. */
  private void empty(Exception cause) {
    try {
      tables.empty();
      db.commit();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the next rebuild empties them
      rollBack(cause);
    }
  }

  private void rollBack(Exception cause) {
    try {
      db.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is lost, and its transaction with it
    }
  }
}
