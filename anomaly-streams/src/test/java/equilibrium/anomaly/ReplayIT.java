package equilibrium.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Program;
import equilibrium.platform.Settings;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Tick;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two replays of eight partitions on a real broker, one of them interrupted. */
@ExtendWith(Servers.class)
class ReplayIT {
  private static final int PARTITIONS = 8;
  private static final int CLIENTS = 16;
  private static final int LAST = 40;

  /** No claim is impossible alone, so no finding names this swarm but those of the last minute. */
  private static final int LAST_SWARM = 200;

  @TempDir private Path data;
  private KafkaSettings kafka;

  /** A whole minute, so that one run of the test is like another. */
  private final long beganMs =
      (System.currentTimeMillis() - Duration.ofHours(3).toMillis()) / 60_000 * 60_000;

  @BeforeEach
  void begin(KafkaServer server) {
    server.empty();
    kafka = server.settings(PARTITIONS);
  }

  @Test
  void theSameLogGivesTheSameFindingsWithARestartBetween() throws Exception {
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
    produce(0, 25);
    try (var _ = start("interrupted")) {
      Await.until("something is found", () -> findings().size() > 10);
    }
    produce(25, LAST);
    close(LAST);
    try (var _ = start("interrupted")) {
      Await.until(
          "all is judged once", () -> lastFindings() == CLIENTS && withoutEcho() == CLIENTS);
    }
    try (var _ = start("in-one-go")) {
      Await.until("all is judged twice", () -> lastFindings() == 2 * CLIENTS && isEachTwice());
    }

    assertThat(timesByFinding().values()).hasSizeGreaterThan(40).containsOnly(2L);
    assertThat(findings()).extracting(Anomaly::getRule).contains("R1", "T1");
    byClient().forEach(ReplayIT::isTwiceTheSame);
  }

  private Program start(String applicationId) {
    var settings = new Settings(null, Map.of(), Map.of("data.folder", data.toString()));
    var platform = PlatformConfig.from(settings).withKafka(kafka).open();
    var config =
        new AnomalyConfig(
            applicationId,
            1,
            true,
            false,
            "",
            DetectionRules.V1,
            10_000,
            new StoreConfig(StorePlace.MEMORY, 64, 64),
            Map.of());
    return AnomalyDetection.start(config, platform, data.resolve(applicationId));
  }

  /** Each minute, each client claims 90 MB/s in two swarms, and misses an echo in a third. */
  private void produce(int from, int to) throws Exception {
    try (var producer = producer()) {
      for (int minute = from; minute < to; minute++) {
        for (int client = 1; client <= CLIENTS; client++) {
          claim(producer, client, client, minute, 5_400_000_000L);
          claim(producer, client, 50 + client, minute, 5_400_000_000L);
          if (minute % 16 == 0) {
            announce(producer, client, minute);
          }
        }
        tick(producer, minute);
      }
    }
  }

  /** Last of all, every client claims what is impossible. */
  private void close(int minute) throws Exception {
    try (var producer = producer()) {
      for (int client = 1; client <= CLIENTS; client++) {
        claim(producer, client, LAST_SWARM, minute + 30, 900_000_000_000L);
      }
      tick(producer, minute + 40);
    }
  }

  private void claim(
      KafkaProducer<byte[], byte[]> producer, int client, int swarm, int minute, long bytes)
      throws Exception {
    Contribution contribution =
        SampleEvents.contribution()
            .setInfoHash(Ids.infoHash(swarm))
            .setPeerId(Ids.peerId(client))
            .setClientId(Ids.clientId(client))
            .setSource(new Position(swarm % PARTITIONS, 1_000L * client + minute))
            .setAtMs(beganMs + minute * 60_000L + client * 100L)
            .setSeconds(60)
            .setUploaded(bytes)
            .setUploadedClaimed(bytes)
            .build();
    send(producer, Topics.CONTRIBUTIONS.name(), contribution, contribution.getInfoHash().bytes());
  }

  private void announce(KafkaProducer<byte[], byte[]> producer, int client, int minute)
      throws Exception {
    var announced =
        SampleEvents.announced()
            .setInfoHash(Ids.infoHash(100 + client))
            .setPeerId(
                new equilibrium.schemas.event.PeerId(
                    "-TR2940-%012d".formatted(client).getBytes(StandardCharsets.ISO_8859_1)))
            .setClientId(Ids.clientId(client))
            .setReceivedAtMs(beganMs + minute * 60_000L)
            .setSessionStartedAtMs(beganMs - 1)
            .setTrackerId(TrackerIdVerdict.NONE)
            .build();
    send(producer, Topics.ANNOUNCES.name(), announced, announced.getInfoHash().bytes());
  }

  private void tick(KafkaProducer<byte[], byte[]> producer, int minute) throws Exception {
    var tick = new Tick(1L, beganMs + minute * 60_000L);
    for (var topic : List.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS)) {
      byte[] value = topic.value().serializer().serialize(topic.name(), tick);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        var _ = producer.send(new ProducerRecord<>(topic.name(), partition, null, value));
      }
    }
    producer.flush();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, SpecificRecord value, byte[] key)
      throws Exception {
    var serde = topic.equals("announces") ? Topics.ANNOUNCES.value() : Topics.CONTRIBUTIONS.value();
    var _ =
        producer.send(new ProducerRecord<>(topic, key, serde.serializer().serialize(topic, value)));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kafka.with(Map.of("acks", "all")), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private long lastFindings() {
    var swarm = Ids.infoHash(LAST_SWARM);
    return findings().stream().filter(found -> swarm.equals(found.getInfoHash())).count();
  }

  /** Clients of which a task beside that of claims has found something: its findings come apart. */
  private long withoutEcho() {
    return findings().stream()
        .filter(found -> found.getRule().equals("T1"))
        .map(Anomaly::getClientId)
        .distinct()
        .count();
  }

  private boolean isEachTwice() {
    return timesByFinding().values().stream().allMatch(times -> times == 2);
  }

  private List<Anomaly> findings() {
    var reader = Topics.ANOMALIES.value().deserializer();
    return read().stream()
        .map(record -> reader.deserialize(record.topic(), record.value()))
        .toList();
  }

  private Map<String, Long> timesByFinding() {
    var times = new TreeMap<String, Long>();
    read().forEach(record -> times.merge(hex(record.key()) + hex(record.value()), 1L, Long::sum));
    return times;
  }

  /** Findings of the stage by client, in their order. Those of sessions come from other tasks. */
  private Map<String, List<String>> byClient() {
    var reader = Topics.ANOMALIES.value().deserializer();
    var all = new TreeMap<String, List<String>>();
    for (var record : read()) {
      var found = reader.deserialize(record.topic(), record.value());
      if (found.getRule().equals("R1")) {
        all.computeIfAbsent(hex(record.key()), _ -> new ArrayList<>()).add(hex(record.value()));
      }
    }
    return all;
  }

  private static void isTwiceTheSame(String client, List<String> findings) {
    int half = findings.size() / 2;
    assertThat(findings.subList(half, findings.size()))
        .as("client %s", client)
        .isEqualTo(findings.subList(0, half));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** All that is committed in anomalies. */
  private List<ConsumerRecord<byte[], byte[]>> read() {
    var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            kafka.with(Map.of("isolation.level", "read_committed")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Topics.ANOMALIES.name(), partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }
}
