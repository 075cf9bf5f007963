package equilibrium.streams.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.streams.offline.Driver.Raw;
import equilibrium.testing.Folder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside the loop of Kafka's own driver, over a topology that has something of everything. */
class TaskLoopTest {
  private static final List<String> WRITTEN = List.of("results", "limits");
  private static final long START_MS = 1_000;

  private final Folder folder = Folder.temporary();
  private TopologyTestDriver plain;
  private TopologyTestDriver looped;
  private TaskLoop loop;

  @BeforeEach
  void begin() {
    plain = driver("plain");
    looped = driver("looped");
    loop = new TaskLoop(looped, Set.of("limits"), (topic, record) -> pipe(looped, topic, record));
  }

  @AfterEach
  void close() throws IOException {
    plain.close();
    looped.close();
    folder.close();
  }

  private TopologyTestDriver driver(String name) {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "same");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.path().resolve(name).toString());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    return new TopologyTestDriver(topology(), settings, Instant.ofEpochMilli(START_MS));
  }

  /** Sums by the last digit, through a topic of its own; each sum of 100 is a new limit. */
  private static Topology topology() {
    var builder = new StreamsBuilder();
    var numbers = Serdes.Integer();
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("limits-store"), numbers, numbers)
            .withLoggingDisabled(),
        "limits",
        Consumed.with(numbers, numbers),
        KeepLimits::new);
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("sums"), numbers, numbers));
    var sums =
        builder.stream(List.of("one", "two"), Consumed.with(numbers, numbers))
            .selectKey((_, value) -> value % 10)
            .repartition(Repartitioned.with(numbers, numbers).withName("by-digit"))
            .process(Sum::new, "sums");
    sums.to("results", Produced.with(numbers, Serdes.String()));
    sums.filter((_, text) -> text.endsWith("00"))
        .mapValues(String::length)
        .to("limits", Produced.with(numbers, numbers));
    return builder.build();
  }

  private static final class KeepLimits implements Processor<Integer, Integer, Void, Void> {
    @SuppressWarnings("NullAway.Init") // by init
    private KeyValueStore<Integer, Integer> limits;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      limits = context.getStateStore("limits-store");
    }

    @Override
    public void process(Record<Integer, Integer> record) {
      limits.put(record.key(), record.value());
    }
  }

  /** Says all that it sees: the place of a record, its time, both clocks, the limit, the sum. */
  private static final class Sum extends ContextualProcessor<Integer, Integer, Integer, String> {
    @SuppressWarnings("NullAway.Init") // by init
    private KeyValueStore<Integer, Integer> sums;

    @Override
    public void init(ProcessorContext<Integer, String> context) {
      super.init(context);
      sums = context.getStateStore("sums");
      var _ = context.schedule(Duration.ofSeconds(1), PunctuationType.STREAM_TIME, this::say);
      var _ = context.schedule(Duration.ofSeconds(3), PunctuationType.WALL_CLOCK_TIME, this::say);
    }

    private void say(long atMs) {
      context().forward(new Record<>(-1, "at %d ms".formatted(atMs), atMs));
    }

    @Override
    public void process(Record<Integer, Integer> record) {
      var before = sums.get(record.key());
      int sum = (before == null ? 0 : before) + record.value();
      sums.put(record.key(), sum);
      KeyValueStore<Integer, Integer> limits = context().getStateStore("limits-store");
      var place = context().recordMetadata().orElseThrow();
      context()
          .forward(
              record.withValue(
                  "%s %d %d %d %s %d"
                      .formatted(
                          place.topic(),
                          place.offset(),
                          context().currentStreamTimeMs(),
                          context().currentSystemTimeMs(),
                          limits.get(record.key()),
                          sum)));
    }
  }

  @Test
  void itGivesWhatTheDriversOwnLoopGives() {
    var random = new SplittableRandom(1);
    long atMs = START_MS;

    for (int i = 0; i < 3_000; i++) {
      atMs += random.nextLong(-20, 60);
      var topic = random.nextBoolean() ? "one" : "two";
      var record = new Raw(bytes(i), random.nextInt(50) == 0 ? damaged() : bytes(i % 97), atMs);
      pipe(plain, topic, record);
      loop.pipe(topic, record);
      if (random.nextInt(100) == 0) {
        var time = Duration.ofMillis(random.nextLong(5_000));
        plain.advanceWallClockTime(time);
        loop.advance(time.toMillis());
      }
    }

    for (var topic : WRITTEN) {
      assertThat(texts(loop.drain(topic)))
          .hasSizeGreaterThan(10)
          .isEqualTo(texts(written(plain, topic)));
    }
  }

  @Test
  void whatIsDroppedOrDrainedIsGone() {
    loop.pipe("one", new Raw(bytes(1), bytes(100), START_MS));

    loop.dropOthers(Set.of("limits"));

    assertThat(loop.drain("results")).isEmpty();
    assertThat(loop.drain("limits")).hasSize(1);
    assertThat(loop.drain("limits")).isEmpty();
  }

  private static void pipe(TopologyTestDriver driver, String topic, Raw record) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(record.key(), record.value(), Instant.ofEpochMilli(record.atMs())));
  }

  private static List<Raw> written(TopologyTestDriver driver, String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(record -> new Raw(record.key(), record.value(), record.timestamp()))
        .toList();
  }

  private static List<String> texts(List<Raw> records) {
    var texts = new ArrayList<String>();
    for (var record : records) {
      texts.add("%d: %s".formatted(record.atMs(), new String(record.value(), UTF_8)));
    }
    return texts;
  }

  private static byte[] bytes(int number) {
    return Serdes.Integer().serializer().serialize("", number);
  }

  private static byte[] damaged() {
    return new byte[] {1};
  }
}
