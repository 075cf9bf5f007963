package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Settings;
import equilibrium.streams.store.StateStores;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Starting, failing and stopping on a real broker. */
@ExtendWith(Servers.class)
class StreamsProgramIT {
  @TempDir private Path data;
  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

  /** Thrown by the next record that is processed, and then no more. */
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  private KafkaSettings kafka;
  private Platform platform;

  @BeforeEach
  void begin(KafkaServer server) throws IOException {
    server.empty();
    kafka = server.settings(2);
    platform = platform(data);
  }

  /** A process of its own: its node id is kept in its folder. */
  private Platform platform(Path folder) throws IOException {
    Files.createDirectories(folder);
    var settings = new Settings(null, Map.of(), Map.of("data.folder", folder.toString()));
    return PlatformConfig.from(settings).withKafka(kafka).open();
  }

  @Test
  void withoutItsTopicsItDoesNotStartAndNamesThem() throws Exception {
    create("dead-letters", "members");

    assertThatThrownBy(() -> start("no-topics"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("test cannot start")
        .hasMessageContaining("(in)")
        .hasMessageContaining("equilibrium topics create");
  }

  @Test
  void aFailureThatPassesReplacesTheThreadAndNothingIsLost() throws Exception {
    create("in", "dead-letters", "members");
    failure.set(new TimeoutException("planted"));
    produce("a", "b", "c");

    try (var _ = start("passing")) {
      Await.until("all records are processed", () -> seen.size() == 3);

      assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(platform.health().isLive()).isTrue();
      assertThat(status()).contains("replacedThreads=1", "TimeoutException: planted");
      assertThat(platform.metrics().scrape())
          .contains(
              "# HELP equilibrium_stream_thread_replacements_total Stream threads that failed",
              "equilibrium_stream_thread_replacements_total{program=\"test\"} 1.0");
    }
  }

  @Test
  void aBugEndsTheProgram() throws Exception {
    create("in", "dead-letters", "members");
    failure.set(new IllegalStateException("planted"));
    produce("a");

    try (var _ = start("bug")) {
      Await.until("the program is not live", () -> !platform.health().isLive());

      assertThat(status())
          .containsPattern("state=(PENDING_)?ERROR")
          .contains("IllegalStateException: planted", "replacedThreads=0");
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void aProgramThatWasStoppedGoesOnWhereItWas() throws Exception {
    create("in", "dead-letters", "members");
    produce("a");
    try (var _ = start("twice")) {
      Await.until("the record is processed", () -> seen.size() == 1);
      Await.until(
          "nothing is behind", () -> status().contains("in-0=0") || status().contains("in-1=0"));
    }
    assertThat(platform.metrics().scrape()).doesNotContain("equilibrium_streams_lag_records{");
    produce("b");

    try (var _ = start("twice")) {
      Await.until("both records are processed", () -> seen.size() == 2);
    }

    assertThat(seen).containsExactly("a", "b");
  }

  @Test
  void anInternalTopicKeepsTheTimeOfItsRecordsHoweverFarItIs() throws Exception {
    create("in", "dead-letters", "members");

    try (var _ = start("times");
        var admin = Admin.create(kafka.with(Map.of()))) {
      Await.until(
          "the internal topic exists",
          () -> admin.listTopics().names().get().contains("times-again-repartition"));
      long year2100Ms = 4_102_444_800_000L;
      for (long atMs : List.of(0L, year2100Ms)) {
        produce(new ProducerRecord<>("in", null, atMs, "key", "from " + atMs));
      }

      Await.until("both records are processed", () -> seen.size() == 2);
      assertThat(times).containsExactly(0L, year2100Ms);
      var internal = new ConfigResource(ConfigResource.Type.TOPIC, "times-again-repartition");
      var config =
          Objects.requireNonNull(
              admin.describeConfigs(List.of(internal)).all().get().get(internal));
      var anyTime = Long.toString(Long.MAX_VALUE);
      assertThat(config.get("message.timestamp.before.max.ms").value()).isEqualTo(anyTime);
      assertThat(config.get("message.timestamp.after.max.ms").value()).isEqualTo(anyTime);
      assertThat(config.get("message.timestamp.after.max.ms").source())
          .isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
    }
  }

  private StreamsProgram start(String applicationId) {
    return StreamsProgram.start(
        new Fold("test", topology(), "1", StateStores.onDisk()), settings(applicationId), platform);
  }

  private StreamsSettings settings(String applicationId) {
    return new StreamsSettings(
        applicationId, 1, data.resolve(applicationId), Map.of("commit.interval.ms", 100), Map.of());
  }

  @Test
  void besideOneThatFoldsByOtherRulesItDoesNotStart() throws Exception {
    create("in", "dead-letters", "members");
    var others = platform(data.resolve("other"));

    try (var _ = start("mix")) {
      var fold = new Fold("test", topology(), "2", StateStores.onDisk());
      assertThatThrownBy(() -> StreamsProgram.start(fold, settings("mix"), others))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("test cannot start: it folds by rules 2, and node")
          .hasMessageContaining("by rules 1;")
          .hasMessageContaining("counts for 60 s more");
      try (var _ =
          StreamsProgram.start(
              new Fold("test", topology(), "1", StateStores.onDisk()), settings("mix2"), others)) {
        assertThat(others.health().isLive()).isTrue();
      }
    }

    try (var _ =
        StreamsProgram.start(
            new Fold("test", topology(), "2", StateStores.onDisk()), settings("mix3"), others)) {
      assertThat(others.health().isLive()).as("after the other one has left").isTrue();
    }
  }

  /** Remembers each value in a store, so that a failure takes back what was not committed. */
  private Topology topology() {
    var builder = new StreamsBuilder();
    var store =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore("values"), Serdes.String(), Serdes.String());
    builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()).withName("read-in"))
        .repartition(Repartitioned.with(Serdes.String(), Serdes.String()).withName("again"))
        .process(
            StatefulProcessor.<String, String, Void, Void>of(
                List.of(store),
                context -> {
                  KeyValueStore<String, String> values = context.getStateStore("values");
                  return record -> take(record, values);
                }),
            Named.as("remember"));
    return builder.build();
  }

  private void take(Record<String, String> record, KeyValueStore<String, String> values) {
    var planted = failure.getAndSet(null);
    if (planted != null) {
      throw planted;
    }
    values.put(record.value(), record.key());
    if (!seen.contains(record.value())) {
      times.add(record.timestamp());
      seen.add(record.value());
    }
  }

  private String status() {
    return platform.health().facts().toString();
  }

  private void create(String... topics) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var created =
          Set.of(topics).stream()
              .map(name -> new NewTopic(name, name.equals("members") ? 1 : 2, (short) 1))
              .toList();
      admin.createTopics(created).all().get();
      Await.until( // a broker learns of a topic a moment after its controller
          "the broker knows the topics",
          () -> admin.listTopics().names().get().containsAll(Set.of(topics)));
    }
  }

  private void produce(String... values) throws Exception {
    for (var value : values) {
      produce(new ProducerRecord<>("in", value, value));
    }
  }

  private void produce(ProducerRecord<String, String> record) throws Exception {
    try (var producer =
        new KafkaProducer<>(kafka.with(Map.of()), new StringSerializer(), new StringSerializer())) {
      producer.send(record).get();
    }
  }
}
