package equilibrium.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedKafkaIT {
  private static final TopicPartition TOPIC = new TopicPartition("records", 0);

  @TempDir Path folder;

  @Test
  void aBrokerWhoseDiskFailsDoesNotEndTheProcessAndStartsAgainWithItsRecords() throws Exception {
    var disk = folder.resolve("kafka");
    try (var kafka = EmbeddedKafka.start(disk, 0)) {
      create(kafka, TOPIC.topic());
      write(kafka, "before");
      assertThat(kafka.failure()).isEmpty();

      Files.move(disk, folder.resolve("gone"));
      try (var admin = admin(kafka)) {
        var _ = admin.createTopics(List.of(new NewTopic("more", 1, (short) 1)));
        await(() -> kafka.failure().isPresent());
      }
      assertThat(kafka.failure().orElseThrow()).contains("log folder");
      Utils.delete(disk.toFile()); // what the broker may have written since
      Files.move(folder.resolve("gone"), disk);
      kafka.restart();

      assertThat(kafka.failure()).isEmpty();
      write(kafka, "after");
      assertThat(records(kafka)).containsExactly("before", "after");
    }
  }

  @Test
  void aRestartThatCannotBeginSaysWhyAndTheNextOneMayMendIt() throws Exception {
    var clean = folder.resolve("kafka/.kafka_cleanshutdown");
    try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      create(kafka, TOPIC.topic());
      write(kafka, "kept");
      Files.createDirectories(clean.resolve("full"));

      assertThatThrownBy(kafka::restart).isInstanceOf(Fault.class);
      assertThat(kafka.failure().orElseThrow()).contains("kafka_cleanshutdown");
      Utils.delete(clean.toFile());
      kafka.restart();

      assertThat(kafka.failure()).isEmpty();
      assertThat(records(kafka)).containsExactly("kept");
    }
  }

  @Test
  void aStopDuringARestartDoesNotWaitForTheStart() throws Exception {
    var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    var restarted = CompletableFuture.runAsync(kafka::restart).exceptionally(_ -> null);

    kafka.close();

    var _ = restarted.get(60, TimeUnit.SECONDS);
    EmbeddedKafka.start(folder.resolve("kafka"), 0).close();
  }

  @Test
  void damagedSmallFilesAreRestoredOrDerived() throws Exception {
    try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      create(kafka, TOPIC.topic());
      write(kafka, "kept");
    }
    for (var name :
        List.of(
            "meta.properties",
            "bootstrap.checkpoint",
            "recovery-point-offset-checkpoint",
            "replication-offset-checkpoint",
            "log-start-offset-checkpoint",
            "__cluster_metadata-0/quorum-state",
            "records-0/leader-epoch-checkpoint")) {
      Files.writeString(folder.resolve("kafka").resolve(name), "");
    }
    Files.delete(folder.resolve("kafka/.kafka_cleanshutdown"));

    try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      write(kafka, "more");
      assertThat(records(kafka)).containsExactly("kept", "more");
    }
  }

  @Test
  void aDamagedMetadataLogIsReportedBeforeAnythingIsRenamedAndItsCopyIsTheCure() throws Exception {
    var disk = folder.resolve("kafka");
    try (var kafka = EmbeddedKafka.start(disk, 0)) {
      create(kafka, TOPIC.topic());
      write(kafka, "kept");
    }
    EmbeddedKafka.start(disk, 0).close(); // copies are made at each start
    var log = disk.resolve("__cluster_metadata-0");
    for (var file : files(log)) {
      if (file.toString().endsWith(".log")) {
        Files.writeString(file, "damaged".repeat(500));
      }
    }

    assertThatThrownBy(() -> EmbeddedKafka.start(disk, 0))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("metadata log")
        .hasMessageContaining("kafka-copies/__cluster_metadata-0");

    assertThat(disk.resolve("records-0")).exists();
    Utils.delete(log.toFile());
    Files.createDirectory(log);
    for (var file : files(folder.resolve("kafka-copies/__cluster_metadata-0"))) {
      Files.copy(file, log.resolve(file.getFileName()));
    }
    try (var kafka = EmbeddedKafka.start(disk, 0)) {
      assertThat(records(kafka)).containsExactly("kept");
    }
  }

  @Test
  void anIdentityWithoutACopyIsReportedInOneSentence() throws Exception {
    EmbeddedKafka.start(folder.resolve("kafka"), 0).close();
    Files.writeString(folder.resolve("kafka/meta.properties"), "");
    Utils.delete(folder.resolve("kafka-copies").toFile());

    assertThatThrownBy(() -> EmbeddedKafka.start(folder.resolve("kafka"), 0))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("meta.properties is missing or damaged")
        .hasMessageContaining("cluster.id");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + kafka.port()));
  }

  private static void create(EmbeddedKafka kafka, String topic) throws Exception {
    try (var admin = admin(kafka)) {
      var _ =
          admin
              .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
              .all()
              .get(30, TimeUnit.SECONDS);
    }
  }

  private static void write(EmbeddedKafka kafka, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + kafka.port()),
            new StringSerializer(),
            new StringSerializer())) {
      var _ =
          producer
              .send(new ProducerRecord<>(TOPIC.topic(), TOPIC.partition(), null, value))
              .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> records(EmbeddedKafka kafka) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + kafka.port()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(TOPIC));
      consumer.seekToBeginning(List.of(TOPIC));
      long end = consumer.endOffsets(List.of(TOPIC)).getOrDefault(TOPIC, 0L);
      var values = new ArrayList<String>();
      while (consumer.position(TOPIC) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
