package equilibrium.projector.rebuild;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of a topic that are kept outside of Kafka, for when the log has deleted them by age. */
public interface ArchivedTopic {

  /** Offsets from the first to the last, which is not included. All records of them are kept. */
  record Held(long begin, long end) {}

  /** Takes records, in the order of each partition. */
  @FunctionalInterface
  interface Sink {
    void take(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException;
  }

  /** What is kept, by partition. */
  Map<Integer, Held> held();

  /** Reads the records of a partition from an offset to another, which is not read. */
  void read(int partition, long begin, long end, Sink sink) throws SQLException;
}
