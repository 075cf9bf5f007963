package equilibrium.projector;

import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.TimeScale;
import equilibrium.projector.loop.DeadLetters;
import equilibrium.projector.loop.LoopConfig;
import equilibrium.projector.loop.Outputs;
import equilibrium.projector.loop.ProjectionLoop;
import equilibrium.projector.loop.ProjectorStatus;
import equilibrium.projector.loop.Repairs;
import equilibrium.projector.projection.Feeds;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.testing.event.SampleEvents;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A projection loop on a real PostgreSQL, with a log made by hand. */
public final class Rig implements AutoCloseable {
  static final long NOW = SampleEvents.NOW;

  public final PositionedConsumer consumer = new PositionedConsumer();
  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final Connection db;
  public final ProjectionLoop loop;
  private final Platform platform = platform(Database.settings());
  private final Repairs repairs;

  /** Topics that the loop wants to be rebuilt, again and again. */
  public final Queue<String> repaired = new ConcurrentLinkedQueue<>();

  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** As a real one, it may notice that the log lost records when it is asked for a position. */
  public static final class PositionedConsumer extends MockConsumer<byte[], byte[]> {
    private @Nullable KafkaException trouble;

    PositionedConsumer() {
      super("none");
    }

    /** Throws it when it is asked for a position the next time. */
    public synchronized void failNextPosition(KafkaException next) {
      trouble = next;
    }

    @Override
    public synchronized long position(TopicPartition partition) {
      var now = trouble;
      trouble = null;
      if (now != null) {
        throw now;
      }
      return super.position(partition);
    }
  }

  private Rig(Connection db, Duration pause) throws SQLException {
    this.db = db;
    Projector.prepare(db);
    db.setAutoCommit(false);
    var feeds = Feeds.all(TimeScale.REAL, true);
    var status = new ProjectorStatus(platform, feeds.keySet());
    var config = new LoopConfig("test", 1_000, Duration.ofMillis(20), pause);
    repairs =
        new Repairs(
            (topic, _, _) -> {
              repaired.add(topic);
              throw new SQLException("this log is made by hand");
            },
            status);
    loop =
        new ProjectionLoop(
            config,
            consumer,
            feeds,
            new Outputs(db, new DeadLetters(producer, status), status, repairs));
  }

  /** With empty tables, at the beginning of two partitions of every topic. */
  public static Rig fresh() {
    try {
      Database.empty();
      return resuming();
    } catch (SQLException e) {
      throw new IllegalStateException("no empty tables", e);
    }
  }

  /** With the tables as they are, and a log that is longer than what is projected. */
  public static Rig resuming() throws SQLException {
    return on(new Rig(Database.connect(), Duration.ZERO), 0, 1_000);
  }

  /**
   * With the tables as they are.
   *
   * @param first where every partition of the log begins
   */
  public static Rig on(Connection db, long first) throws SQLException {
    return on(new Rig(db, Duration.ZERO), first);
  }

  /** With empty tables and a pause between transactions. */
  public static Rig pausing(Duration pause) throws SQLException {
    Database.empty();
    return on(new Rig(Database.connect(), pause), 0);
  }

  private static Rig on(Rig rig, long first) {
    return on(rig, first, first);
  }

  private static Rig on(Rig rig, long first, long end) {
    rig.loop.subscribe();
    for (var topic : Topics.all()) {
      for (int partition = 0; partition < 2; partition++) {
        rig.ends.put(new TopicPartition(topic.name(), partition), first);
      }
    }
    rig.consumer.updateBeginningOffsets(rig.ends);
    var ends = new HashMap<>(rig.ends);
    ends.replaceAll((_, _) -> end);
    rig.consumer.updateEndOffsets(ends);
    rig.consumer.rebalance(List.copyOf(rig.ends.keySet()));
    return rig;
  }

  static Platform platform(PostgresSettings postgres) {
    return platform("127.0.0.1:1", postgres);
  }

  /** With a Kafka that has a name which nobody knows, and the database of all tests. */
  public static Platform withoutKafkasAddress() {
    return platform("kafka.invalid:9092", Database.settings());
  }

  private static Platform platform(String kafka, PostgresSettings postgres) {
    return new Platform(
        new Node(1, 1),
        TimeScale.REAL,
        new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, kafka), 2, 1),
        postgres,
        new Health(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** Appends a record to partition 0. */
  public <K, V> Rig log(Topic<K, V> topic, @Nullable K key, @Nullable V value) {
    return log(topic.name(), topic.key().serializer().serialize("", key), bytes(topic, value));
  }

  static <V> byte @Nullable [] bytes(Topic<?, V> topic, @Nullable V value) {
    return topic.value().serializer().serialize(topic.name(), value);
  }

  /** Appends bytes to partition 0. */
  public Rig log(String topic, byte @Nullable [] key, byte @Nullable [] value) {
    var partition = new TopicPartition(topic, 0);
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    consumer.updateEndOffsets(Map.of(partition, offset + 1));
    consumer.addRecord(record(topic, offset, key, value));
    return this;
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, long offset, byte @Nullable [] key, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        NOW,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.of(7));
  }

  public Rig step() throws SQLException {
    loop.step();
    return this;
  }

  /** Makes the statistics of this session's transactions visible to others. */
  public void flushStatistics() throws SQLException {
    try (var statement = db.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
    }
    db.commit();
  }

  /** What {@code /metrics} says. */
  public String metrics() {
    return platform.metrics().scrape();
  }

  public List<ProducerRecord<byte[], byte[]>> letters() {
    return producer.history();
  }

  @Override
  public void close() throws SQLException {
    repairs.close();
    db.close();
  }
}
