package equilibrium.streams.offline;

import equilibrium.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a topology in this thread, without a broker: each record passes all of it before the next.
 * Every topic has one partition. A record that does not decode is passed over, with a warning in
 * the log.
 */
public final class Driver implements AutoCloseable {
  /** Records as bytes, since they only pass from one topology to the next. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Raw(byte @Nullable [] key, byte @Nullable [] value, long atMs) {}

  private final TopologyTestDriver driver;
  private final Set<String> sources;
  private final TaskLoop loop;
  private final Map<String, TestInputTopic<byte[], byte[]>> globals = new HashMap<>();

  /**
   * A run of a topology.
   *
   * @param name of the application, which is part of the names of its internal topics
   * @param data folder that Kafka Streams creates its own in
   * @param startMs the wall clock at the beginning, milliseconds since 1970
   */
  public Driver(String name, Function<TopologyConfig, Topology> topology, Path data, long startMs) {
    var settings = settings(name, data);
    var built = topology.apply(new TopologyConfig(new StreamsConfig(settings)));
    var globalTopics = globalTopics(built);
    this.sources = sources(built, globalTopics);
    this.driver = new TopologyTestDriver(built, settings, Instant.ofEpochMilli(startMs));
    this.loop = new TaskLoop(driver, globalTopics, this::pipeGlobal);
  }

  private static Properties settings(String name, Path data) {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "offline-" + name);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, data.resolve(name).toString());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
    settings.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, HeapStores.class);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    // One record at a time is there, so none waits for another.
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    return settings;
  }

  private static Set<String> sources(Topology topology, Set<String> globalTopics) {
    var sources = new HashSet<>(globalTopics);
    for (var part : topology.describe().subtopologies()) {
      for (var node : part.nodes()) {
        if (node instanceof Source source && source.topicSet() != null) {
          sources.addAll(source.topicSet());
        }
      }
    }
    return sources;
  }

  private static Set<String> globalTopics(Topology topology) {
    return topology.describe().globalStores().stream()
        .flatMap(store -> store.source().topicSet().stream())
        .collect(Collectors.toSet());
  }

  /** Whether the topology reads a topic. */
  public boolean reads(Topic<?, ?> topic) {
    return sources.contains(topic.name());
  }

  /** Appends a record, which has passed all of the topology when this returns. */
  public void pipe(Topic<?, ?> topic, Raw record) {
    if (!reads(topic)) {
      throw new IllegalArgumentException("the topology does not read " + topic.name());
    }
    loop.pipe(topic.name(), record);
  }

  private void pipeGlobal(String topic, Raw record) {
    globals
        .computeIfAbsent(
            topic,
            name ->
                driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
        .pipeInput(new TestRecord<>(record.key, record.value, Instant.ofEpochMilli(record.atMs)));
  }

  /** What was written to a topic since the last call. */
  public List<Raw> drain(Topic<?, ?> topic) {
    return loop.drain(topic.name());
  }

  /** Drops what was written to all other topics, such as the logs of stores. */
  public void dropOthers(Set<String> kept) {
    loop.dropOthers(kept);
  }

  /** Moves the wall clock, so that punctuations on it are due. */
  public void advance(Duration time) {
    loop.advance(time.toMillis());
  }

  @Override
  public void close() {
    driver.close();
  }
}
