package equilibrium.console.setting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.live.Newest;
import equilibrium.platform.live.NewestTail;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SettingOverride;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A topic that keeps the newest value of each key, followed on a real Kafka. */
@ExtendWith(Servers.class)
class NewestTailIT {
  private static final String TOPIC = Topics.OVERRIDES.name();

  @Test
  void itHasTheNewestOfEachKeyAndPassesOverWhatCannotBeRead(KafkaServer kafka) throws Exception {
    kafka.empty();
    var settings = kafka.settings(1);
    var seen = new CopyOnWriteArrayList<Newest<String, SettingOverride>>();
    try (var topics = new TopicAdmin(settings);
        var producer = producer(settings);
        var tail = NewestTail.start(settings, Topics.OVERRIDES, "test-tail", seen::add)) {
      assertThat(tail.newest().next()).isEqualTo(-1); // the topic is not there yet
      topics.create();
      send(producer, "a", value("a", "1"));
      send(producer, "b", value("b", "1"));
      send(producer, "a", "no record".getBytes(UTF_8));
      send(producer, "c", value("c", "1"));
      send(producer, "b", null);

      Await.until("all is read", () -> tail.newest().next() == 5);
      assertThat(values(tail.newest())).isEqualTo(Map.of("a", "1", "c", "1"));
      send(producer, "a", value("a", "2"));

      Await.until("the change is read", () -> tail.newest().next() == 6);
      assertThat(values(tail.newest())).isEqualTo(Map.of("a", "2", "c", "1"));
      assertThat(seen.getLast()).isEqualTo(tail.newest());
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaSettings kafka) {
    return new KafkaProducer<>(
        kafka.with(Map.of("acks", "all")), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String key, byte @Nullable [] value)
      throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, key.getBytes(UTF_8), value)).get();
  }

  private static byte[] value(String key, String value) {
    return Topics.OVERRIDES
        .value()
        .serializer()
        .serialize(TOPIC, new SettingOverride(key, value, 0L, "otto"));
  }

  private static Map<String, String> values(Newest<String, SettingOverride> newest) {
    var values = new TreeMap<String, String>();
    newest.values().forEach((key, override) -> values.put(key, override.getValue()));
    return values;
  }
}
