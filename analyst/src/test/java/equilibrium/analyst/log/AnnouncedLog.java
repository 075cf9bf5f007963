package equilibrium.analyst.log;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Program;
import equilibrium.platform.Settings;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.Scoring;
import equilibrium.scoring.ScoringConfig;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import equilibrium.testing.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Announces in a Kafka that had nothing before, and scoring by the shipped rules over them. */
public final class AnnouncedLog implements AutoCloseable {
  private final KafkaSettings kafka;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;

  public AnnouncedLog(KafkaServer server, int partitions) {
    server.empty();
    this.kafka = server.settings(partitions);
    this.partitions = partitions;
    this.producer =
        new KafkaProducer<>(
            kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
  }

  public KafkaSettings kafka() {
    return kafka;
  }

  /** As commands read it. */
  public Log log() {
    return new Log(kafka);
  }

  public void announce(Announced announced) {
    send(Topics.ANNOUNCES, announced.getInfoHash().bytes(), announced);
  }

  public <V> void send(Topic<?, V> topic, byte[] key, @Nullable V value) {
    byte[] bytes = topic.value().serializer().serialize(topic.name(), value);
    var _ = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
  }

  /** Appends to every partition. */
  public void tick(long atMs) {
    byte[] tick = Topics.ANNOUNCES.value().serializer().serialize("announces", new Tick(1L, atMs));
    for (int partition = 0; partition < partitions; partition++) {
      append(partition, tick);
    }
  }

  /** Appends any bytes. */
  public void append(int partition, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), partition, null, value));
  }

  /** Returns when Kafka has all. */
  public void flush() {
    producer.flush();
  }

  /** Deletes the first half of each partition of these topics. */
  public void forgetHalf(List<? extends Topic<?, ?>> topics)
      throws ExecutionException, InterruptedException {
    var deleted = new HashMap<TopicPartition, RecordsToDelete>();
    for (var topic : topics) {
      for (var range : log().ranges(topic, Range.ALL)) {
        deleted.put(
            new TopicPartition(topic.name(), range.partition()),
            RecordsToDelete.beforeOffset(range.end() / 2));
      }
    }
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var _ = admin.deleteRecords(deleted).all().get();
    }
  }

  /**
   * Starts scoring.
   *
   * @param applicationId a new one: groups outlive topics
   * @param data folder of its state
   */
  public Program score(String applicationId, Path data) {
    var settings = new Settings(null, Map.of(), Map.of("data.folder", data.toString()));
    var platform = PlatformConfig.from(settings).withKafka(kafka).open();
    var config =
        new ScoringConfig(
            applicationId,
            "",
            ScoringRules.V3,
            1,
            Duration.ofMillis(100),
            new StoreConfig(StorePlace.MEMORY, 64, 64),
            Map.of());
    return Scoring.start(config, platform, data.resolve("scoring"));
  }

  @Override
  public void close() {
    producer.close();
  }
}
