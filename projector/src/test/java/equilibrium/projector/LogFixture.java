package equilibrium.projector;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.projector.projection.Feeds;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.testing.Await;
import equilibrium.testing.Folder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker of its own, whose files can be damaged, and projectors on it. All in partition 0. */
final class LogFixture implements AutoCloseable {
  private final Folder folder = Folder.temporary();
  private EmbeddedKafka broker = EmbeddedKafka.start(folder.path(), 0);
  private final int port = broker.port();
  private final KafkaSettings kafka =
      new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + port), 1, 1);
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private String group = "";

  LogFixture() {
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
  }

  /** A platform of its own for each program. */
  Platform platform(PostgresSettings postgres) {
    return new Platform(
        new Node(1, 1),
        TimeScale.REAL,
        kafka,
        postgres,
        new Health(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  Projector projector(Platform platform) {
    group = "g" + System.nanoTime();
    var settings =
        new Settings(
            null, Map.of(), Map.of("projector.group-id", group, "projector.pause", "20ms"));
    return Projector.start(ProjectorConfig.from(settings), platform);
  }

  /** Joins the group of the last projector under the name of its node. */
  KafkaConsumer<byte[], byte[]> memberOfTheProjectorsGroup(Node node) {
    var settings =
        Map.<String, Object>of(
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            Long.toString(node.id()),
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName());
    var member =
        new KafkaConsumer<>(
            kafka.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    member.subscribe(Feeds.all(TimeScale.REAL, true).keySet());
    return member;
  }

  /** Appends a record; each is a batch of its own. */
  <K, V> void log(Topic<K, V> topic, @Nullable K key, @Nullable V value) throws Exception {
    log(
        topic.name(),
        topic.key().serializer().serialize("", key),
        topic.value().serializer().serialize(topic.name(), value));
  }

  void log(String topic, byte @Nullable [] key, byte @Nullable [] value) throws Exception {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              kafka.with(Map.of("acks", "all")),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }
    producer.send(new ProducerRecord<>(topic, 0, key, value)).get();
  }

  /** Stops the broker as a power cut may leave it: the last bytes of these topics are gone. */
  void cut(Map<String, Integer> bytes) throws IOException {
    if (producer != null) {
      producer.close();
      producer = null;
    }
    broker.close();
    Files.deleteIfExists(folder.path().resolve(".kafka_cleanshutdown"));
    for (var topic : bytes.entrySet()) {
      var log = folder.path().resolve(topic.getKey() + "-0/00000000000000000000.log");
      try (var file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(Math.max(0, file.length() - topic.getValue()));
      }
    }
    broker = EmbeddedKafka.start(folder.path(), port);
  }

  void deleteRecordsBefore(Topic<?, ?> topic, long offset) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  /** Deletes a topic with its records and creates it again. */
  void recreate(Topic<?, ?> topic) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin.deleteTopics(List.of(topic.name())).all().get();
      Await.until(
          "the topic is deleted",
          () -> admin.listTopics().names().get(),
          names -> !names.contains(topic.name()));
    }
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
  }

  /** Where each topic ends. */
  Map<String, Long> ends() throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      Topics.all().forEach(t -> wanted.put(new TopicPartition(t.name(), 0), OffsetSpec.latest()));
      var ends = new HashMap<String, Long>();
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.topic(), end.offset()));
      return ends;
    }
  }

  long end(Topic<?, ?> topic) throws Exception {
    return ends().getOrDefault(topic.name(), -1L);
  }

  /** Waits until everything but heartbeats is projected that has a table. */
  void awaitProjected(PostgresSettings postgres) {
    Await.until(
        "everything is projected",
        () -> {
          var open = ends();
          open.keySet().remove(Topics.MEMBERS.name());
          open.keySet().remove(Topics.ATTRIBUTION_RUNS.name());
          open.keySet().remove(Topics.AUDIT.name());
          open.keySet().remove(Topics.OVERRIDES.name());
          open.keySet().remove(Topics.NODE_SETTINGS.name());
          open.keySet().remove(Topics.DRILLS.name());
          open.keySet().remove(Topics.VITALS.name());
          open.entrySet().removeAll(offsets(postgres).entrySet());
          return open;
        },
        Map::isEmpty);
  }

  static Map<String, Long> offsets(PostgresSettings postgres) throws SQLException {
    var offsets = new HashMap<String, Long>();
    try (var db = postgres.connect("test");
        var query = db.createStatement();
        var rows = query.executeQuery("SELECT topic, next_offset FROM projected_offsets")) {
      while (rows.next()) {
        offsets.put(rows.getString(1), rows.getLong(2));
      }
    }
    return offsets;
  }

  @Override
  public void close() throws IOException {
    if (producer != null) {
      producer.close();
    }
    broker.close();
    folder.close();
  }
}
