package equilibrium.analyst.log;

import equilibrium.platform.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed records of one range in their order. Holds at most one fetch of 8 MiB. Not
 * thread-safe.
 */
public final class LogReader implements RecordReader {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final PartitionRange range;
  private final TopicPartition partition;
  private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();
  private @Nullable LogRecord next;
  private boolean ended;

  LogReader(KafkaConsumer<byte[], byte[]> consumer, PartitionRange range) {
    this.consumer = consumer;
    this.range = range;
    this.partition = new TopicPartition(range.topic(), range.partition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, range.begin());
    this.ended = range.size() <= 0;
  }

  @Override
  public @Nullable LogRecord peek() {
    if (next == null && !ended) {
      next = find();
      ended = next == null;
    }
    return next;
  }

  @Override
  public void skip() {
    next = null;
  }

  /** Every record of the range before this offset was skipped. */
  public long position() {
    var record = peek();
    return record == null ? range.end() : record.offset();
  }

  private @Nullable LogRecord find() {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (!fetched.hasNext()) {
      long position = consumed();
      if (position >= range.end()) {
        return null;
      }
      fetched = poll();
      if (consumed() > position) {
        deadline = System.nanoTime() + PATIENCE_NS;
      } else if (System.nanoTime() - deadline > 0) {
        throw new Fault(
            "Kafka gave nothing of %s at offset %d for 60 s: is it running?"
                .formatted(partition, position));
      }
    }
    var record = fetched.next();
    return record.offset() >= range.end()
        ? null
        : new LogRecord(
            record.partition(), record.offset(), record.timestamp(), record.key(), record.value());
  }

  private Iterator<ConsumerRecord<byte[], byte[]>> poll() {
    try {
      return consumer.poll(POLL).iterator();
    } catch (OffsetOutOfRangeException e) {
      throw new Fault(
          "%s no longer has the records from %s on: its retention overtook the reader"
              .formatted(partition, e.offsetOutOfRangePartitions().get(partition)),
          e);
    } catch (KafkaException e) {
      throw fault(e);
    }
  }

  /** The offset after what was fetched. Waits for Kafka if the partition has another leader. */
  private long consumed() {
    try {
      return consumer.position(partition);
    } catch (KafkaException e) {
      throw fault(e);
    }
  }

  private Fault fault(KafkaException cause) {
    return new Fault("reading %s: %s".formatted(partition, cause.getMessage()), cause);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
