package equilibrium.projector.loop;

import equilibrium.projector.loop.ProjectorStatus.Progress;
import equilibrium.projector.loop.ProjectorStatus.State;
import equilibrium.projector.projection.DecodedRecord;
import equilibrium.projector.projection.Feed;
import equilibrium.projector.rebuild.Extent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all topics and writes their rows until something fails. A new loop then continues from the
 * offsets in PostgreSQL. One thread owns the loop, its consumer and its connection.
 *
 * <pre>
 * poll → decode; unreadable records to dead-letters → one transaction → poll …
 *
 * a batch begins when         a record comes; it has the rest of the linger that goes on then
 *
 * a transaction begins when   the batch is full,
 *                             or the linger is over, and an operator waits for a record,
 *                             or the linger and the pause since the last transaction are over
 * </pre>
 */
public final class ProjectionLoop implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionLoop.class);
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);
  private static final long MS = 1_000_000;

  /** Longest wait for the first record of a batch. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final LoopConfig config;
  private final Consumer<byte[], byte[]> consumer;
  private final Connection db;
  private final Map<String, Feed<?, ?>> feeds;
  private final DeadLetters letters;
  private final ProjectorStatus status;
  private final Repairs repairs;
  private final Positions positions;
  private final Writer writer;

  /** Records read and not yet written. */
  private Batch gathered = Batch.empty();

  /** Whether an operator waits for a record in the batch. */
  private boolean urgent;

  /**
   * Partitions whose offset does not fit the log; they are not read until their topic is rebuilt.
   */
  private final Map<TopicPartition, Extent> aside = new HashMap<>();

  private long writtenAtNs;
  private long statusAtNs;

  public ProjectionLoop(
      LoopConfig config,
      Consumer<byte[], byte[]> consumer,
      Map<String, Feed<?, ?>> feeds,
      Outputs outputs) {
    this.config = config;
    this.consumer = consumer;
    this.feeds = feeds;
    this.db = outputs.db();
    this.letters = outputs.letters();
    this.status = outputs.status();
    this.repairs = outputs.repairs();
    this.positions = new Positions(db);
    this.writer = new Writer(db, feeds, positions, letters, status);
    this.writtenAtNs = System.nanoTime() - config.pause().toNanos();
  }

  public void subscribe() {
    consumer.subscribe(feeds.keySet(), this);
  }

  /** Gathers one batch and writes it; returns after a second if there is nothing to write. */
  public void step() throws SQLException {
    takeRepaired();
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
    long beganNs = System.nanoTime();
    take(poll(IDLE));
    if (gathered.next().isEmpty()) {
      return;
    }
    long lingerEndsNs = lingerEndsNs(beganNs);
    long pauseEndsNs = writtenAtNs + config.pause().toNanos();
    while (gathered.size() < config.batch()) {
      long nowNs = System.nanoTime();
      long untilLingerNs = lingerEndsNs - nowNs;
      long leftNs = urgent ? untilLingerNs : Math.max(untilLingerNs, pauseEndsNs - nowNs);
      if (leftNs <= 0) {
        return;
      }
      take(poll(Duration.ofMillis(Math.ceilDiv(leftNs, MS)))); // a consumer waits whole ones
    }
  }

  /** End of the linger that goes on now, of those that follow each other from a time on. */
  private long lingerEndsNs(long fromNs) {
    long lingerNs = config.linger().toNanos();
    long sinceNs = System.nanoTime() - fromNs;
    return fromNs + (lingerNs == 0 ? 0 : (sinceNs / lingerNs + 1) * lingerNs);
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

  private ConsumerRecords<byte[], byte[]> poll(Duration most) {
    try {
      return consumer.poll(most);
    } catch (OffsetOutOfRangeException e) {
      assignAgain(e);
      return ConsumerRecords.empty();
    }
  }

  /** The log has lost records that are projected, or that come next. */
  private void assignAgain(OffsetOutOfRangeException lost) {
    var partitions = lost.offsetOutOfRangePartitions().keySet();
    var divergent = new HashMap<TopicPartition, Long>();
    if (lost instanceof LogTruncationException cut) {
      cut.divergentOffsets().forEach((partition, at) -> divergent.put(partition, at.offset()));
    }
    onPartitionsRevoked(partitions);
    assign(partitions, divergent);
  }

  private void takeRepaired() {
    var topics = repairs.finished();
    if (!topics.isEmpty()) {
      var partitions = aside.keySet().stream().filter(one -> topics.contains(one.topic())).toList();
      partitions.forEach(aside::remove);
      assign(partitions, Map.of());
      aside.keySet().forEach(still -> topics.remove(still.topic()));
      status.fits(topics);
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    assign(partitions, Map.of());
    status.is(State.RUNNING, "");
  }

  private void assign(Collection<TopicPartition> partitions, Map<TopicPartition, Long> divergent) {
    try {
      var first = consumer.beginningOffsets(partitions);
      var end = consumer.endOffsets(partitions);
      for (var partition : partitions.stream().sorted(Batch.ORDER).toList()) {
        long begin = first.getOrDefault(partition, 0L);
        var stored =
            positions.load(
                partition,
                begin,
                end.getOrDefault(partition, begin),
                divergent.getOrDefault(partition, Long.MAX_VALUE));
        if (stored.extent().fits()) {
          consumer.seek(partition, positions.own(stored));
          consumer.resume(List.of(partition));
        } else {
          setAside(stored.extent());
        }
      }
      db.commit();
      aside.keySet().stream().map(TopicPartition::topic).distinct().forEach(this::repair);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "offsets cannot be read from PostgreSQL: " + e.getMessage(), e);
    }
  }

  /** Says so once for each topic, not for each partition of it. */
  private void setAside(Extent extent) {
    var topic = extent.partition().topic();
    boolean isFirst = aside.keySet().stream().noneMatch(other -> other.topic().equals(topic));
    if (isFirst && !status.isHeld(topic)) { // otherwise an operator was told
      LOG.atError()
          .addKeyValue("trouble", extent.trouble())
          .log(
              "log and PostgreSQL do not fit: the topic is rebuilt, and its old rows are served meanwhile");
    }
    consumer.seek(extent.partition(), extent.first());
    consumer.pause(List.of(extent.partition()));
    aside.put(extent.partition(), extent);
  }

  private void repair(String topic) {
    var divergent = new HashMap<TopicPartition, Long>();
    aside.forEach((partition, extent) -> {
      if (partition.topic().equals(topic)) {
        divergent.put(partition, extent.divergent());
      }
    });
    repairs.want(topic, divergent);
  }

  /** Records read but not written are dropped: the next owner of the partition reads them again. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    positions.release(partitions);
    partitions.forEach(aside::remove);
    gathered.drop(partitions);
    status.forget(partitions);
  }

  private void reportStatus() {
    long now = System.nanoTime();
    if (now - statusAtNs < STATUS_EVERY.toNanos()) {
      return;
    }
    statusAtNs = now;
    try {
      for (var partition : List.copyOf(consumer.assignment())) {
        var extent = aside.get(partition);
        status.at(
            partition,
            extent == null
                ? new Progress(consumer.position(partition), lag(partition))
                : new Progress(extent.position(), null));
      }
    } catch (OffsetOutOfRangeException e) { // a position is compared with the log, as in a poll
      assignAgain(e);
    }
  }

  /** Null: not known. Kafka's answers from before a failure may lie behind what is projected. */
  private @Nullable Long lag(TopicPartition partition) {
    var lag = consumer.currentLag(partition);
    return lag.isPresent() && lag.getAsLong() >= 0 ? lag.getAsLong() : null;
  }
}
