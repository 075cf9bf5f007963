package equilibrium.analyst.archive;

import equilibrium.analyst.archive.TableFolder.Held;
import equilibrium.analyst.log.LogRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The files of one topic, as what a consumer of the topic would read. */
public final class TopicFiles {
  private static final int BATCH = 2_000;

  private final String topic;
  private final FoldableTopic files;

  TopicFiles(String topic, FoldableTopic files) {
    this.topic = topic;
    this.files = files;
  }

  /** Takes records, in the order of each partition. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    void take(List<ConsumerRecord<byte[], byte[]>> records) throws E;
  }

  /** The first offset, by partition. */
  public Map<Integer, Long> begins() {
    return held(Held::begin);
  }

  /** The offset after the last, by the same partitions. */
  public Map<Integer, Long> ends() {
    return held(Held::end);
  }

  private Map<Integer, Long> held(ToLongFunction<Held> offset) {
    var offsets = new TreeMap<Integer, Long>();
    files.held().forEach((partition, held) -> offsets.put(partition, offset.applyAsLong(held)));
    return Collections.unmodifiableMap(offsets);
  }

  /** Reads a partition from an offset to another, which is not read. */
  public <E extends Exception> void read(int partition, long begin, long end, Sink<E> sink)
      throws E {
    try (var reader = files.read(partition, begin, end)) {
      var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>(BATCH);
      for (var next = reader.peek(); next != null; next = reader.peek()) {
        batch.add(consumed(next));
        reader.skip();
        if (batch.size() == BATCH) {
          sink.take(batch);
          batch = new ArrayList<>(BATCH);
        }
      }
      sink.take(batch);
    }
  }

  private ConsumerRecord<byte[], byte[]> consumed(LogRecord one) {
    return new ConsumerRecord<>(
        topic,
        one.partition(),
        one.offset(),
        one.appendedAtMs(),
        TimestampType.LOG_APPEND_TIME,
        one.key() == null ? ConsumerRecord.NULL_SIZE : one.key().length,
        one.value() == null ? ConsumerRecord.NULL_SIZE : one.value().length,
        one.key(),
        one.value(),
        new RecordHeaders(),
        Optional.empty());
  }
}
