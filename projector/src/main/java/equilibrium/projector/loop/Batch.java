package equilibrium.projector.loop;

import equilibrium.projector.projection.DecodedRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records and offsets that one transaction writes.
 *
 * @param records of each partition in its order, readable ones only
 * @param next the next offset of each partition; also of partitions without a record to write
 *     (unreadable records, or markers of other programs' transactions)
 */
record Batch(
    NavigableMap<TopicPartition, List<DecodedRecord<?, ?>>> records,
    NavigableMap<TopicPartition, OffsetAndMetadata> next) {

  /** All projectors lock the rows of partitions in this order. */
  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  static Batch empty() {
    return new Batch(new TreeMap<>(ORDER), new TreeMap<>(ORDER));
  }

  void add(TopicPartition partition, DecodedRecord<?, ?> record) {
    records.computeIfAbsent(partition, _ -> new ArrayList<>()).add(record);
  }

  void drop(Collection<TopicPartition> partitions) {
    records.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
  }

  int size() {
    return records.values().stream().mapToInt(List::size).sum();
  }

  /** The records of a topic's partitions, one partition after another. */
  List<DecodedRecord<?, ?>> of(String topic) {
    var all = new ArrayList<DecodedRecord<?, ?>>();
    records.forEach((partition, some) -> {
      if (partition.topic().equals(topic)) {
        all.addAll(some);
      }
    });
    return all;
  }

  /**
   * The batch in two halves, to be written one after the other. The first ends each partition after
   * its last record there, the second where this batch ends.
   */
  List<Batch> halves() {
    var first = empty();
    var second = new Batch(new TreeMap<>(ORDER), next);
    int left = size() / 2;
    for (var part : records.entrySet()) {
      for (var record : part.getValue()) {
        (left > 0 ? first : second).add(part.getKey(), record);
        if (left > 0) {
          var raw = record.raw();
          first.next.put(
              part.getKey(), new OffsetAndMetadata(raw.offset() + 1, raw.leaderEpoch(), ""));
        }
        left--;
      }
    }
    return List.of(first, second);
  }
}
