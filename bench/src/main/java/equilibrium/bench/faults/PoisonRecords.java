package equilibrium.bench.faults;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Tick;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that nobody can read: random, empty, null, of an unknown schema, cut short, huge. */
final class PoisonRecords {
  private static final int HUGE_BYTES = 900_000;
  private static final int MOST_HUGE = 10;
  private static final int HEADER = 10;

  private final SplittableRandom random = new SplittableRandom(15);

  /** Writes so many of each kind (at most ten huge ones) into each topic. */
  void write(KafkaSettings kafka, List<String> topics, int each) {
    var settings = kafka.with(Map.of("acks", "all", "max.request.size", "1048576"));
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (var topic : topics) {
        for (int i = 0; i < each; i++) {
          var _ = producer.send(new ProducerRecord<>(topic, key(), null));
          for (var value : values(i < MOST_HUGE)) {
            var _ = producer.send(new ProducerRecord<>(topic, key(), value));
          }
        }
      }
      producer.flush();
    }
  }

  private byte[] key() {
    return bytes(Ids.INFO_HASH_BYTES);
  }

  private List<byte[]> values(boolean withHuge) {
    var values = new ArrayList<byte[]>();
    values.add(bytes(1 + random.nextInt(300)));
    values.add(new byte[0]);
    values.add(unknownSchema());
    values.add(cutShort());
    if (withHuge) {
      values.add(bytes(HUGE_BYTES));
    }
    return values;
  }

  private byte[] unknownSchema() {
    return ByteBuffer.allocate(HEADER + 40)
        .putShort((short) 0xC301)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(random.nextLong())
        .array();
  }

  private static byte[] cutShort() {
    byte[] whole =
        Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), new Tick(1L, 2L));
    return Arrays.copyOf(whole, HEADER);
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
