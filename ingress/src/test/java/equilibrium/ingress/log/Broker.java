package equilibrium.ingress.log;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.ingress.log.LogConfig.Durability;
import equilibrium.ingress.spool.Spool;
import equilibrium.ingress.spool.SpoolConfig;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker that can be stopped, lose the end of its log, and come back. */
final class Broker implements AutoCloseable {
  /** While it is on, publishers do as if the broker were away. */
  final Outage away = new Outage();

  private final Path folder;
  private final int port;
  private EmbeddedKafka kafka;

  Broker(Path folder) {
    this.folder = folder;
    this.kafka = EmbeddedKafka.start(folder, 0);
    this.port = kafka.port();
    try (var topics = new TopicAdmin(settings())) {
      topics.create();
    }
  }

  KafkaSettings settings() {
    return new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + port), 8, 1);
  }

  void stop() {
    kafka.close();
  }

  void start() {
    kafka = EmbeddedKafka.start(folder, port);
  }

  /** As a power cut leaves it: the later half of each partition of announces is gone. */
  void loseHalfTheLog() throws IOException {
    Files.deleteIfExists(folder.resolve(".kafka_cleanshutdown"));
    Files.deleteIfExists(folder.resolve("recovery-point-offset-checkpoint"));
    Files.deleteIfExists(folder.resolve("replication-offset-checkpoint"));
    try (var folders = Files.newDirectoryStream(folder, "announces-*")) {
      for (var each : folders) {
        try (var files = Files.newDirectoryStream(each)) {
          for (var file : files) {
            damage(file);
          }
        }
      }
    }
  }

  private static void damage(Path file) throws IOException {
    var name = file.getFileName().toString();
    if (name.endsWith(".log")) {
      try (var log = new RandomAccessFile(file.toFile(), "rw")) {
        log.setLength(log.length() / 2);
      }
    } else if (name.endsWith("index") || name.endsWith(".snapshot")) {
      Files.delete(file);
    }
  }

  /** A publisher to this broker. */
  Publisher publisher(Durability durability, Path spool, Duration ackWait) {
    var metrics = new SimpleMeterRegistry();
    var config = new LogConfig(65_536, ackWait, durability, new SpoolConfig(1L << 30, 0));
    var kafka = settings();
    var around =
        new Publisher.Surroundings(
            1,
            () ->
                new KafkaProducer<>(
                    kafka.with(KafkaSender.producerSettings()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()),
            new AdminLogEnds(kafka),
            away,
            System::currentTimeMillis,
            metrics);
    return new Publisher(around, config, Spool.open(spool, config.spool(), 65_536, metrics));
  }

  /** The sequences of all events in the log, copies too. */
  List<Long> sequences() {
    var values = Topics.ANNOUNCES.value().deserializer();
    try (var consumer =
        new KafkaConsumer<>(
            settings().with(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (var info : consumer.partitionsFor(Topics.ANNOUNCES.name())) {
        partitions.add(new TopicPartition(info.topic(), info.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var found = new ArrayList<Long>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var message : consumer.poll(Duration.ofMillis(200))) {
          if (values.deserialize(message.topic(), message.value()) instanceof Announced event) {
            found.add(event.getEventId().getSequence());
          }
        }
      }
      return found;
    }
  }

  @Override
  public void close() {
    kafka.close();
  }
}
