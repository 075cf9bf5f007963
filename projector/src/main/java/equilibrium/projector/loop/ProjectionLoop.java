package equilibrium.projector.loop;

import equilibrium.projector.loop.ProjectorStatus.Progress;
import equilibrium.projector.loop.ProjectorStatus.State;
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
 * Reads all topics and writes their rows until something fails. A new loop then continues from the
 * offsets in PostgreSQL. One thread owns the loop, its consumer and its connection.
 *
 * <pre>
 * poll → decode; unreadable records to dead-letters → one transaction → poll …
 *
 * a transaction begins when   the batch is full,
 *                             or the linger is over, and an operator waits for a record,
 *                             or the linger and the pause since the last transaction are over
 * </pre>
 */
public final class ProjectionLoop implements ConsumerRebalanceListener {
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);

  private final LoopConfig config;
  private final Consumer<byte[], byte[]> consumer;
  private final Connection db;
  private final Map<String, Feed<?, ?>> feeds;
  private final DeadLetters letters;
  private final ProjectorStatus status;
  private final Positions positions;
  private final Writer writer;

  /** Records read and not yet written. */
  private Batch gathered = Batch.empty();

  /** Whether an operator waits for a record in the batch. */
  private boolean urgent;

  private long writtenAtNs;
  private long statusAtNs;

  public ProjectionLoop(
      LoopConfig config,
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
    this.writtenAtNs = System.nanoTime() - config.pause().toNanos();
  }

  public void subscribe() {
    consumer.subscribe(feeds.keySet(), this);
  }

  /** Gathers one batch and writes it; returns after the linger if there is nothing to write. */
  public void step() throws SQLException {
    gather();
    if (!gathered.next().isEmpty()) {
      letters.settle();
      writer.write(gathered);
      gathered = Batch.empty();
      urgent = false;
      writtenAtNs = System.nanoTime();
    }
    reportStatus();
  }

  private void gather() {
    long lingerEndsNs = System.nanoTime() + config.linger().toNanos();
    long pauseEndsNs = writtenAtNs + config.pause().toNanos();
    long leftNs;
    do {
      long nowNs = System.nanoTime();
      long untilLingerNs = Math.max(0, lingerEndsNs - nowNs);
      boolean paused = !gathered.next().isEmpty() && !urgent;
      leftNs = paused ? Math.max(untilLingerNs, pauseEndsNs - nowNs) : untilLingerNs;
      take(consumer.poll(Duration.ofNanos(leftNs)));
    } while (leftNs > 0 && gathered.size() < config.batch());
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    for (var partition : records.partitions()) {
      var decoder = feed(partition.topic());
      for (var raw : records.records(partition)) {
        var record = decode(decoder, raw);
        if (record != null) {
          gathered.add(partition, record);
          urgent |= decoder.isUrgent();
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
      throw new IllegalStateException("a record of topic " + topic + ", which is not subscribed");
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
      throw new IllegalStateException(
          "offsets cannot be read from PostgreSQL: " + e.getMessage(), e);
    }
  }

  /** Records read but not written are dropped: the next owner of the partition reads them again. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    positions.release(partitions);
    gathered.drop(partitions);
    status.forget(partitions);
  }

  private void reportStatus() {
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
