package equilibrium.scoring;

import static equilibrium.scoring.stream.Announces.seeds;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.PlatformConfig;
import equilibrium.platform.Program;
import equilibrium.platform.Settings;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import equilibrium.streams.testing.Poison;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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

/** A thousand records that cannot be read, before and after the start, on a real broker. */
@ExtendWith(Servers.class)
class PoisonIT {
  private static final int EACH = 125;
  private static final List<Topic<?, ?>> READ =
      List.of(Topics.ANNOUNCES, Topics.SUSPICIONS, Topics.REGISTRATIONS, Topics.TIER_CUTS);

  @TempDir private Path data;
  private final TreeSet<String> sent = new TreeSet<>();
  private KafkaSettings kafka;
  private Platform platform;

  @BeforeEach
  void begin(KafkaServer server) {
    server.empty();
    kafka = server.settings(2);
    var settings = new Settings(null, Map.of(), Map.of("data.folder", data.toString()));
    platform = PlatformConfig.from(settings).withKafka(kafka).open();
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
  }

  @Test
  void everyOneBecomesADeadLetterOnceAndTheRestGoesOn() throws Exception {
    sendPoison();
    try (var _ = start()) {
      sendPoison();
      sendGood(1);

      Await.until("all are dead letters", () -> places().size() == sent.size());
      Await.until("the good one is counted", () -> contributions() == 1);
      assertThat(places()).containsExactlyElementsOf(sent).hasSize(2 * EACH * READ.size());
      assertThat(platform.health().isLive()).isTrue();
      assertThat(platform.health().facts().toString()).contains("replacedThreads=0");
    }
    try (var _ = start()) {
      sendGood(2);
      Await.until("the second one is read", () -> contributions() == 2);
      assertThat(read(Topics.DEAD_LETTERS)).as("none comes twice").hasSameSizeAs(sent);
    }
  }

  private Program start() {
    var config =
        new ScoringConfig(
            "poison",
            "",
            ScoringRules.V3,
            1,
            Duration.ofMillis(100),
            new StoreConfig(StorePlace.MEMORY, 64, 64),
            Map.of());
    return Scoring.start(config, platform, data);
  }

  private void sendPoison() throws Exception {
    try (var producer = producer()) {
      for (var topic : READ) {
        byte[] key = key(topic);
        var kinds = Poison.values(key, good(1));
        kinds.removeIf(poison -> poison.kind().equals("truncated")); // is of another topic's schema
        kinds.add(Poison.wrongKey(new byte[] {1}));
        kinds.add(new Poison("of another topic", key, otherTopics()));
        for (int i = 0; i < EACH; i++) {
          var poison = kinds.get(i % kinds.size());
          if (poison.kind().equals("huge") && i > kinds.size()) {
            poison = kinds.getFirst();
          }
          var record = new ProducerRecord<>(topic.name(), poison.key(), poison.value());
          var place = producer.send(record).get();
          sent.add("%s-%d@%d".formatted(topic.name(), place.partition(), place.offset()));
        }
      }
    }
  }

  private static byte[] key(Topic<?, ?> topic) {
    return switch (topic.name()) {
      case "suspicions" -> Announces.CLIENT.bytes();
      case "tier-cuts" -> Topics.CUTS_KEY.getBytes(UTF_8);
      default -> Announces.SWARM.bytes();
    };
  }

  private void sendGood(int client) throws Exception {
    var key = Announces.infoHash(client).bytes();
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), key, good(client))).get();
    }
  }

  private static byte[] good(int client) {
    var announced =
        Announced.newBuilder(new Announces().by(client, client, client, seeds(0, 0)))
            .setReceivedAtMs(System.currentTimeMillis())
            .build();
    var writer = Topics.ANNOUNCES.value().serializer();
    return Objects.requireNonNull(writer.serialize(Topics.ANNOUNCES.name(), announced));
  }

  /** A record that none of the topics carries. */
  private static byte[] otherTopics() {
    var tickOfNode = new Tick(1L, 0L);
    byte[] tick =
        Objects.requireNonNull(
            Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), tickOfNode));
    tick[2] ^= 1;
    return tick;
  }

  private Set<String> places() {
    var places = new TreeSet<String>();
    for (var letter : read(Topics.DEAD_LETTERS)) {
      places.add(
          "%s-%s@%s"
              .formatted(
                  header(letter, DeadLetterHeaders.TOPIC),
                  header(letter, DeadLetterHeaders.PARTITION),
                  header(letter, DeadLetterHeaders.OFFSET)));
    }
    return places;
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    var header = Objects.requireNonNull(letter.headers().lastHeader(name), name);
    return new String(Objects.requireNonNull(header.value()), UTF_8);
  }

  /** How many there are; the ticks among them have no key. */
  private long contributions() {
    return read(Topics.CONTRIBUTIONS).stream().filter(record -> record.key() != null).count();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(Topic<?, ?> topic) {
    var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var settings = kafka.with(Map.of("isolation.level", "read_committed"));
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
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

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kafka.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
  }
}
