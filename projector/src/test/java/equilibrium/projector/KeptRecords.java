package equilibrium.projector;

import equilibrium.platform.KafkaSettings;
import equilibrium.projector.rebuild.ArchivedTopic;
import equilibrium.schemas.Topic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Records of a topic's first partition from the first one on, each kept in memory. */
record KeptRecords(List<ConsumerRecord<byte[], byte[]>> records) implements ArchivedTopic {

  KeptRecords {
    records = List.copyOf(records);
  }

  /** The first records of a topic that has no gaps. */
  static KeptRecords read(KafkaSettings kafka, Topic<?, ?> topic, int count) {
    var partition = new TopicPartition(topic.name(), 0);
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(kafka.with(Map.of()), bytes, bytes)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var read = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (read.size() < count) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
      return new KeptRecords(read.subList(0, count));
    }
  }

  @Override
  public Map<Integer, Held> held() {
    return Map.of(0, new Held(0, records.size()));
  }

  @Override
  public void read(int partition, long begin, long end, Sink sink) throws SQLException {
    sink.take(records.subList((int) begin, (int) end));
  }
}
