package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Settings;
import equilibrium.streams.store.StateStores;
import equilibrium.streams.store.StorePlace;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Torn files of stores, and positions that are not in the log, on a real broker. */
@ExtendWith(Servers.class)
class StateRecoveryIT {
  private static final TopicPartition IN = new TopicPartition("in", 0);
  private static final TopicPartition INTERNAL =
      new TopicPartition("expired-between-repartition", 0);
  private static final int KEYS = 500;

  @TempDir private Path data;

  /** Each value that was processed, with the number of values stored before it. */
  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

  private StateStores stores = StateStores.onDisk();
  private KafkaSettings kafka;
  private Platform platform;

  @BeforeEach
  void begin(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(1);
    var settings = new Settings(null, Map.of(), Map.of("data.folder", data.toString()));
    platform = PlatformConfig.from(settings).withKafka(kafka).open();
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var topics = Set.of("in", "dead-letters", "members");
      admin
          .createTopics(topics.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
      Await.until(
          "the broker knows the topics",
          () -> admin.listTopics().names().get().containsAll(topics));
    }
  }

  @ParameterizedTest
  @CsvSource({"sst, flip", "MANIFEST, cut", "CURRENT, flip", "process-metadata, cut"})
  void tornFilesAreThrownAwayAndRestored(String file, String damage) throws Exception {
    var app = "torn-%s-%s".formatted(file.replace(".", ""), damage);
    try (var _ = start(app)) {
      produce(System.currentTimeMillis(), KEYS);
      var last = "v%d after %d".formatted(KEYS - 1, KEYS - 1);
      Await.until("all records are processed", () -> seen.contains(last));
    }
    int damaged = damage(data.resolve(app), file, damage.equals("cut"));
    seen.clear();

    processOneMore(app);

    assertThat(damaged).isPositive();
    assertThat(seen).as("nothing is missing").containsExactly("one more after " + KEYS);
  }

  @Test
  void storesThatNeedTooMuchMemoryGoOnFromDiskWithAllTheyHad() throws Exception {
    stores = inLittleMemory();
    try (var _ = start("small")) {
      produce(System.currentTimeMillis(), KEYS);
      var last = "v%d after %d".formatted(KEYS - 1, KEYS - 1);
      Await.until("all records are processed", () -> seen.contains(last));
      Await.until("the program is not live", () -> !platform.health().isLive());
      assertThat(platform.health().facts().toString())
          .contains("place=memory", "stores need more than 0 MiB of memory");
    }
    seen.clear();
    stores = inLittleMemory();

    processOneMore("small");

    assertThat(seen).as("nothing is missing").containsExactly("one more after " + KEYS);
    assertThat(platform.health().facts().toString()).contains("place=disk");
  }

  @Test
  void storesMayChangeTheirPlaceAtEachStart() throws Exception {
    var folder = data.resolve("moves");
    for (int i = 0; i < 4; i++) {
      boolean inMemory = i % 2 == 1;
      var place = inMemory ? StorePlace.MEMORY : StorePlace.DISK;
      stores = StateStores.of(place, 1 << 20, folder);
      var next = "%d after %d".formatted(i, i);
      try (var _ = start("moves")) {
        produce(Integer.toString(i));
        Await.until("the next record is processed", () -> seen.contains(next));
        assertThat(hasFilesOfStores(folder)).isNotEqualTo(inMemory);
      }
    }
    assertThat(seen).containsExactly("0 after 0", "1 after 1", "2 after 2", "3 after 3");
  }

  private static boolean hasFilesOfStores(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.anyMatch(file -> file.endsWith("rocksdb"));
    }
  }

  private StateStores inLittleMemory() {
    return StateStores.of(StorePlace.MEMORY, KEYS, data.resolve("small"));
  }

  @Test
  void positionsBeyondTheEndOfTheLogGoBackSomeMinutesBeforeIt() throws Exception {
    long nowMs = System.currentTimeMillis();
    produce(nowMs - Duration.ofHours(1).toMillis(), 3);
    produce("new");
    move("cut", 100);

    try (var _ = start("cut")) {
      produce("next");
      Await.until("the next record is processed", () -> seen.contains("next after 1"));
    }

    assertThat(seen).containsExactly("new after 0", "next after 1");
  }

  @Test
  void aStartThatEndsBeforePositionsAreMovedHasForgottenTheFormerNames() throws Exception {
    produce("new");
    move("held", 100);
    var number = data.resolve("held/held/kafka-streams-process-metadata");
    Files.createDirectories(number.getParent());
    Files.writeString(number, "of the former process");
    try (var member = memberOf("held")) {
      Await.until(
          "the group has a member, which prevents that positions are moved",
          () -> !member.poll(Duration.ofMillis(100)).isEmpty() || !member.assignment().isEmpty());
      var failure = new CompletableFuture<Throwable>();
      var start =
          Thread.ofPlatform()
              .start(() -> failure.complete(catchThrowable(() -> start("held").close())));

      Await.until("the former names are forgotten", () -> Files.notExists(number));

      start.interrupt();
      assertThat(failure.get(30, TimeUnit.SECONDS)).hasMessageContaining("cannot start");
    }
    assertThat(position("held", IN)).isEqualTo(100);
  }

  private KafkaConsumer<String, String> memberOf(String group) {
    var settings = Map.of("group.id", group, "enable.auto.commit", "false");
    var consumer =
        new KafkaConsumer<>(
            kafka.with(settings), new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of("in"));
    return consumer;
  }

  /** As after a power cut of a lone broker, whose log of transactions lost more than its others. */
  @Test
  void aProgramWhoseEpochsAreLostStartsAgainUnderOtherNames() throws Exception {
    var number = data.resolve("fenced/fenced/kafka-streams-process-metadata");
    var changelog = new TopicPartition("fenced-values-changelog", 0);
    try (var _ = start("fenced")) {
      produce("first");
      Await.until("its position is committed", () -> position("fenced", IN) > 0);
      raiseEpochs(changelog, 300);

      Await.until("the program is not live", () -> !platform.health().isLive());
      assertThat(platform.health().facts().toString()).contains("lost epochs");
      Await.until("its names are forgotten", () -> Files.notExists(number));
    }
    seen.clear();

    try (var _ = start("fenced")) {
      produce("second");
      Await.until("the next position is committed", () -> position("fenced", IN) > 1);
      assertThat(platform.health().isLive()).isTrue();
    }

    assertThat(seen).last().asString().startsWith("second after ");
  }

  /** Ends a transaction that does not exist, in a later epoch of each producer. */
  private void raiseEpochs(TopicPartition partition, int by) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var state = admin.describeProducers(List.of(partition)).partitionResult(partition).get();
      for (var producer : state.activeProducers()) {
        var end =
            new AbortTransactionSpec(
                partition, producer.producerId(), (short) (producer.producerEpoch() + by), 0);
        admin.abortTransaction(end).all().get();
      }
    }
  }

  @Test
  void positionsThatLagGoBackAsFarWhenThoseOfAnotherPartitionLieBeyondTheEnd() throws Exception {
    var lagging = new TopicPartition("in", 1);
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin.createPartitions(Map.of("in", NewPartitions.increaseTo(2))).all().get();
      Await.until(
          "the broker knows the partition",
          () ->
              admin.describeTopics(List.of("in")).allTopicNames().get().values().stream()
                  .allMatch(topic -> topic.partitions().size() == 2));
    }
    long nowMs = System.currentTimeMillis();
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>("in", 0, nowMs, "k", "cut")).get();
      long longAgoMs = nowMs - Duration.ofHours(1).toMillis();
      for (int i = 0; i < 10; i++) {
        long atMs = i < 6 ? longAgoMs : nowMs;
        producer.send(new ProducerRecord<>("in", lagging.partition(), atMs, "k", "v" + i)).get();
      }
    }
    move("lags", 100);
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin
          .alterConsumerGroupOffsets("lags", Map.of(lagging, new OffsetAndMetadata(5)))
          .all()
          .get();
    }

    try (var _ = start("lags")) {
      Await.until("all is processed", () -> seen.stream().anyMatch(it -> it.startsWith("v9")));
    }

    assertThat(seen)
        .filteredOn(value -> value.startsWith("v"))
        .as("four records of ten minutes: from 5 back to 1")
        .hasSize(9)
        .startsWith("v1 after 0");
  }

  @Test
  void recordsThatWereDeletedUnreadAreReported() throws Exception {
    produce(System.currentTimeMillis(), 5);
    move("away", 1);
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin.deleteRecords(Map.of(IN, RecordsToDelete.beforeOffset(4))).all().get();
    }

    try (var _ = start("away")) {
      Await.until("the rest is processed", () -> seen.size() == 1);

      assertThat(platform.health().facts().toString()).contains("missed={in-0=3}");
      assertThat(platform.metrics().scrape())
          .contains("equilibrium_streams_missed_records{program=\"test\"} 3.0");
    }
  }

  @Test
  void aStoreWithoutItsChangelogIsReported() throws Exception {
    try (var _ = start("lost")) {
      produce("first");
      Await.until("the record is processed", () -> seen.contains("first after 0"));
      Await.until("its position is committed", () -> position("lost", IN) > 0);
      assertThat(platform.health().facts().toString()).contains("lostChangelogs=[]");
    }
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin.deleteTopics(List.of("lost-values-changelog")).all().get();
      Await.until(
          "the changelog is deleted",
          () -> !admin.listTopics().names().get().contains("lost-values-changelog"));
    }

    try (var _ = start("lost")) {
      assertThat(platform.health().facts().toString())
          .contains("lostChangelogs=[lost-values-changelog]");
    }
  }

  @Test
  void positionsThatExpiredLeaveInternalTopicsBehind() throws Exception {
    try (var _ = start("expired", repartitioned())) {
      produce("first");
      Await.until("the record is processed", () -> seen.contains("first after 0"));
      Await.until("its position is committed", () -> position("expired", INTERNAL) > 0);
    }
    produce("second");
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin.deleteConsumerGroups(List.of("expired")).all().get();
    }
    seen.clear();

    try (var _ = start("expired", repartitioned())) {
      Await.until("the topic is read again", () -> seen.contains("second after 2"));

      assertThat(platform.health().facts().toString())
          .contains("expired=[" + INTERNAL.topic() + "]");
    }

    assertThat(seen).containsExactly("first after 1", "second after 2");
  }

  private long position(String group, TopicPartition partition) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var positions = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      var position = positions.get(partition);
      return position == null ? 0 : position.offset();
    }
  }

  private void move(String group, long offset) throws Exception {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      admin.alterConsumerGroupOffsets(group, Map.of(IN, new OffsetAndMetadata(offset))).all().get();
    }
  }

  private static int damage(Path folder, String name, boolean cut) throws IOException {
    int damaged = 0;
    List<Path> files;
    try (var all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (var file : files) {
      if (file.getFileName().toString().contains(name) && Files.size(file) > 0) {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
          long middle = bytes.length() / 2;
          if (cut) {
            bytes.setLength(middle);
          } else {
            bytes.seek(middle);
            int before = bytes.read();
            bytes.seek(middle);
            bytes.write(before ^ 0xFF);
          }
        }
        damaged++;
      }
    }
    return damaged;
  }

  /** Starts it again when it is not live, as a supervisor does, until a record is processed. */
  private void processOneMore(String app) throws Exception {
    var program = new StreamsProgram[] {start(app)};
    try {
      produce("one more");
      Await.until(
          "the next record is processed",
          () -> {
            if (!platform.health().isLive()) {
              program[0].close();
              program[0] = start(app);
            }
            return !seen.isEmpty();
          });
    } finally {
      program[0].close();
    }
  }

  private StreamsProgram start(String app) {
    return start(app, topology());
  }

  private StreamsProgram start(String app, Topology topology) {
    var quick =
        Map.<String, Object>of(
            "commit.interval.ms", 100, "repartition.purge.interval.ms", Long.MAX_VALUE);
    var settings = new StreamsSettings(app, 1, data.resolve(app), quick, Map.of());
    return StreamsProgram.start(new Fold("test", topology, "1", stores), settings, platform);
  }

  private Topology topology() {
    var builder = new StreamsBuilder();
    remember(read(builder));
    return builder.build();
  }

  private Topology repartitioned() {
    var builder = new StreamsBuilder();
    var between = Repartitioned.with(Serdes.String(), Serdes.String()).withName("between");
    remember(read(builder).repartition(between.withNumberOfPartitions(1)));
    return builder.build();
  }

  private static KStream<String, String> read(StreamsBuilder builder) {
    return builder.stream(
        "in", Consumed.with(Serdes.String(), Serdes.String()).withName("read-in"));
  }

  private void remember(KStream<String, String> records) {
    var store = stores.store("values", Serdes.String(), Serdes.String());
    records.process(
        StatefulProcessor.<String, String, Void, Void>of(
            List.of(store),
            context -> {
              KeyValueStore<String, String> values = context.getStateStore("values");
              return record -> {
                var number = values.get("number");
                int before = number == null ? 0 : Integer.parseInt(number);
                values.put("number", Integer.toString(before + 1));
                values.put(record.value(), record.value());
                seen.add(record.value() + " after " + before);
              };
            }),
        Named.as("remember"));
  }

  private void produce(long atMs, int number) throws Exception {
    try (var producer = producer()) {
      for (int i = 0; i < number; i++) {
        var _ = producer.send(new ProducerRecord<>("in", null, atMs, "k" + i, "v" + i));
      }
    }
  }

  private void produce(String value) throws Exception {
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>("in", value, value)).get();
    }
  }

  private KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        kafka.with(Map.of()), new StringSerializer(), new StringSerializer());
  }
}
