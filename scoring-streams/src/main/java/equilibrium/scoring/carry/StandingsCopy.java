package equilibrium.scoring.carry;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.scoring.carry.CarryOver.Result;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.stream.codec.ClientCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
  private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

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

  /** An exception if a standing is not written, or if Kafka gives none for 60 s. */
  Result copy() throws ExecutionException, InterruptedException, TimeoutException {
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
      long deadline = System.nanoTime() + PATIENCE_NS;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        var read = consumer.poll(POLL);
        if (!read.isEmpty()) {
          written += write(read, producer);
          deadline = System.nanoTime() + PATIENCE_NS;
        } else if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("it gave no record of client-standings for 60 s");
        }
      }
    }
    return new Result(written, unreadable);
  }

  /** Returns when all are acknowledged: each has a fate of its own, and a flush tells of none. */
  private int write(ConsumerRecords<byte[], byte[]> read, KafkaProducer<byte[], byte[]> producer)
      throws ExecutionException, InterruptedException {
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var record : read) {
      var stored = stored(record);
      if (stored != null) {
        sent.add(producer.send(stored));
      }
    }
    for (var write : sent) {
      var _ = write.get();
    }
    return sent.size();
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
