package equilibrium.scoring.carry;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.scoring.carry.CarryOver.Result;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.stream.codec.ClientCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes each standing as a stored client into the changelog of the store of clients, in its order
 * and partition. The newest of a client wins there, as in its own topic.
 */
final class StandingsCopy {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaSettings kafka;
  private final String changelog;
  private final Deserializer<ClientStanding> standings =
      Topics.CLIENT_STANDINGS.value().deserializer();
  private final Serializer<Client> clients = ClientCodec.SERDE.serializer();
  private long unreadable;

  StandingsCopy(KafkaSettings kafka, String changelog) {
    this.kafka = kafka;
    this.changelog = changelog;
  }

  Result copy() throws ExecutionException, InterruptedException {
    long written = 0;
    try (var consumer =
            new KafkaConsumer<>(
                kafka.with(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(
                kafka.with(Map.of(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      var partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      Future<RecordMetadata> last = null;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(POLL)) {
          var stored = stored(record);
          if (stored != null) {
            last = producer.send(stored);
            written++;
          }
        }
        if (last != null) {
          last.get(); // what failed before fails here too, or at the flush
        }
      }
      producer.flush();
    }
    return new Result(written, unreadable);
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
    var topic = Topics.CLIENT_STANDINGS.name();
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Nothing for a record that cannot be read. */
  private @Nullable ProducerRecord<byte[], byte[]> stored(ConsumerRecord<byte[], byte[]> record) {
    try {
      byte[] value = record.value();
      byte[] client =
          value == null
              ? null
              : clients.serialize(
                  changelog, Client.of(standings.deserialize(record.topic(), value)));
      return new ProducerRecord<>(
          changelog, record.partition(), record.timestamp(), record.key(), client);
    } catch (SerializationException e) {
      unreadable++;
      return null;
    }
  }
}
