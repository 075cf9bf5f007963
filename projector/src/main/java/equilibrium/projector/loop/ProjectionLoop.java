package equilibrium.projector.loop;

import equilibrium.projector.ProjectorConfig;
import equilibrium.projector.ProjectorStatus;
import equilibrium.projector.ProjectorStatus.Progress;
import equilibrium.projector.ProjectorStatus.State;
import equilibrium.projector.projection.DecodedRecord;
import equilibrium.projector.projection.Feed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads all topics and writes them, until something fails; then it is over, and a new one goes on
 * where PostgreSQL says. One thread owns it, its consumer and its connection.
 *
 * <pre>
 * poll until batch or linger → decode, poison to dead-letters → one transaction → poll …
 * </pre>
 */
public final class ProjectionLoop implements ConsumerRebalanceListener {
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);

  private final ProjectorConfig config;
  private final Consumer<byte[], byte[]> consumer;
  private final Connection db;
  private final Map<String, Feed<?, ?>> feeds;
  private final DeadLetters letters;
  private final ProjectorStatus status;
  private final Positions positions;
  private final Writer writer;

  /** Read, not yet written. */
  private Batch gathered = Batch.empty();

  private long statusAtNs;

  public ProjectionLoop(
      ProjectorConfig config,
      Consumer<byte[], byte[]> consumer,
      Connection db,
      Map<String, Feed<?, ?>> feeds,
      DeadLetters letters,
      ProjectorStatus status) {
    this.config = config;
    this.consumer = consumer;
    this.db = db;
    this.feeds = feeds;
    this.letters = letters;
    this.status = status;
    this.positions = new Positions(db);
    this.writer = new Writer(db, feeds, positions, letters, status);
  }

  public void subscribe() {
    consumer.subscribe(feeds.keySet(), this);
  }

  /** Gathers one batch and writes it; returns after the linger where there is nothing. */
  public void step() throws SQLException {
    gather();
    if (!gathered.next().isEmpty()) {
      letters.settle();
      writer.write(gathered);
      gathered = Batch.empty();
    }
    tellStatus();
  }

  private void gather() {
    long deadline = System.nanoTime() + config.linger().toNanos();
    long left;
    do {
      left = Math.max(0, deadline - System.nanoTime());
      take(consumer.poll(Duration.ofNanos(left)));
    } while (left > 0 && gathered.size() < config.batch());
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    for (var partition : records.partitions()) {
      var decoder = feed(partition.topic());
      for (var raw : records.records(partition)) {
        var record = decode(decoder, raw);
        if (record != null) {
          gathered.add(partition, record);
        }
        advance(partition, new OffsetAndMetadata(raw.offset() + 1, raw.leaderEpoch(), ""));
      }
    }
    // Further than the last record where only markers of transactions follow.
    records.nextOffsets().forEach(this::advance);
  }

  private void advance(TopicPartition partition, OffsetAndMetadata to) {
    gathered.next().merge(partition, to, (a, b) -> b.offset() >= a.offset() ? b : a);
  }

  private Feed<?, ?> feed(String topic) {
    var feed = feeds.get(topic);
    if (feed == null) {
      throw new IllegalStateException("a record of " + topic + ", which was not asked for");
    }
    return feed;
  }

  private @Nullable DecodedRecord<?, ?> decode(
      Feed<?, ?> feed, ConsumerRecord<byte[], byte[]> raw) {
    try {
      return feed.decode(raw);
    } catch (SerializationException e) {
      letters.send(raw, e);
      return null;
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    try {
      var first = consumer.beginningOffsets(partitions);
      for (var partition : partitions) {
        consumer.seek(partition, positions.take(partition, first.getOrDefault(partition, 0L)));
      }
      db.commit();
      status.is(State.RUNNING, "");
    } catch (SQLException e) {
      throw new IllegalStateException("positions cannot be read: " + e.getMessage(), e);
    }
  }

  /** What was read of them and not written is dropped: their next owner reads it again. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    positions.release(partitions);
    gathered.drop(partitions);
    status.forget(partitions);
  }

  private void tellStatus() {
    long now = System.nanoTime();
    if (now - statusAtNs < STATUS_EVERY.toNanos()) {
      return;
    }
    statusAtNs = now;
    List<TopicPartition> assigned = new ArrayList<>(consumer.assignment());
    for (var partition : assigned) {
      status.at(
          partition,
          new Progress(consumer.position(partition), consumer.currentLag(partition).orElse(-1)));
    }
  }
}
