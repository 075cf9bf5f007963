package equilibrium.projector.rebuild;

import equilibrium.projector.projection.DecodedRecord;
import equilibrium.projector.projection.Feed;
import equilibrium.projector.table.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Writes the records of a topic to its second tables. Records that are no rows are counted: their
 * dead letters were written when they were projected.
 */
final class Fold {
  private final Feed<?, ?> feed;
  private final TopicLog log;
  private final Connection db;
  private final Map<TopicPartition, Long> next;
  private LongConsumer progress = _ -> {};
  private long records;
  private long unreadable;

  /**
   * Begins where it is told.
   *
   * @param from the first record of each partition
   */
  Fold(Feed<?, ?> feed, TopicLog log, Connection db, Map<TopicPartition, Long> from) {
    this.feed = feed;
    this.log = log;
    this.db = db;
    this.next = new HashMap<>(from);
  }

  /** Tells the number of records so far, after each batch. */
  void reportTo(LongConsumer listener) {
    progress = listener;
  }

  /** Folds the records before these offsets; commits batch by batch. */
  void commitUpTo(Map<TopicPartition, Long> to) throws SQLException {
    read(to, true);
  }

  /** Folds the records before these offsets within the transaction that is open. */
  void upTo(Map<TopicPartition, Long> to) throws SQLException {
    read(to, false);
  }

  /** Folds what an archive has; commits batch by batch. */
  void commit(Past past) throws SQLException {
    past.read(raw -> take(raw, true));
  }

  private void read(Map<TopicPartition, Long> to, boolean commit) throws SQLException {
    log.read(next, to, raw -> take(raw, commit));
    to.forEach((partition, end) -> next.merge(partition, end, Math::max));
  }

  private void take(Collection<ConsumerRecord<byte[], byte[]>> raw, boolean commit)
      throws SQLException {
    write(decoded(raw));
    if (commit) {
      db.commit();
    }
    progress.accept(records);
  }

  /** Records between what was folded and these offsets. */
  long left(Map<TopicPartition, Long> to) {
    return to.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  private List<DecodedRecord<?, ?>> decoded(Collection<ConsumerRecord<byte[], byte[]>> raw) {
    var readable = new ArrayList<DecodedRecord<?, ?>>(raw.size());
    for (var record : raw) {
      records++;
      try {
        readable.add(feed.decode(record));
      } catch (SerializationException _) {
        unreadable++;
      }
    }
    return readable;
  }

  /** Finds records that PostgreSQL refuses by halving, as the projector does. */
  private void write(List<DecodedRecord<?, ?>> batch) throws SQLException {
    if (batch.isEmpty()) {
      return;
    }
    var before = db.setSavepoint();
    try {
      feed.apply(db, batch);
      db.releaseSavepoint(before);
    } catch (SQLException | ArithmeticException e) {
      if (e instanceof SQLException sql && !Refusals.blamesData(sql)) {
        throw sql;
      }
      db.rollback(before);
      if (batch.size() == 1) {
        unreadable++;
      } else {
        write(batch.subList(0, batch.size() / 2));
        write(batch.subList(batch.size() / 2, batch.size()));
      }
    }
  }

  long records() {
    return records;
  }

  long unreadable() {
    return unreadable;
  }
}
