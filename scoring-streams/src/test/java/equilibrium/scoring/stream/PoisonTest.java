package equilibrium.scoring.stream;

import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Suspicion;
import equilibrium.streams.testing.Poison;
import equilibrium.streams.unreadable.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records that cannot be read, in each topic that scoring's tasks read. The test driver has a
 * handler of its own for global stores: they are tried on a broker ({@code PoisonIT}).
 */
class PoisonTest {
  private static final byte[] SWARM = Announces.SWARM.bytes();
  private static final byte[] CLIENT = Announces.CLIENT.bytes();
  private static final byte[] SUSPICION =
      bytes(
          Topics.SUSPICIONS,
          Suspicion.newBuilder()
              .setClientId(Announces.CLIENT)
              .setAtMs(0L)
              .setWeight(1_000)
              .setLevel(1)
              .setBroken(false)
              .setFamilies(List.of("R"))
              .setTorrents(1)
              .setCases(List.of("case"))
              .setRulesVersion(1)
              .setEnforced(true)
              .build());
  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  PoisonTest(@TempDir Path data) {
    log =
        new Log(
            data,
            Map.of(
                // Under exactly-once the test driver swallows dead letters; a broker does not.
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                "at_least_once",
                DeadLetters.SETTING,
                new DeadLetters("scoring", new SimpleMeterRegistry(), _ -> {})));
  }

  static Stream<Poison> announces() {
    byte[] none = announce(AnnounceEvent.NONE);
    var all = Poison.values(SWARM, none);
    all.add(Poison.nullValue(SWARM));
    all.add(Poison.wrongKey(none));
    all.add(Poison.unknownConstant(SWARM, none, announce(AnnounceEvent.STARTED)));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource
  void announces(Poison poison) {
    append(Topics.ANNOUNCES.name(), poison);
    log.append(announces.by(seeds(0, 0)));

    assertIsALetter(poison, Topics.ANNOUNCES.name());
    assertThat(log.contributions()).hasSize(1);
  }

  static Stream<Poison> suspicions() {
    var all = Poison.values(CLIENT, SUSPICION); // null removes a suspicion
    all.add(Poison.wrongKey(SUSPICION));
    all.add(Poison.nullKey(SUSPICION));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource
  void suspicions(Poison poison) {
    append(Topics.SUSPICIONS.name(), poison);
    append(Topics.SUSPICIONS.name(), new Poison("good", CLIENT, SUSPICION));
    log.append(announces.by(seeds(0, 0)));

    assertIsALetter(poison, Topics.SUSPICIONS.name());
    assertThat(log.contributions()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("internal")
  void internalTopics(String topic, Poison poison) {
    append(topic, poison);
    log.append(announces.by(seeds(0, 0)));

    assertIsALetter(poison, topic);
    assertThat(log.contributions()).hasSize(1);
  }

  static Stream<Object[]> internal() {
    return Stream.of("announces-by-canonical-hash", "credits-by-client", "score-changes")
        .map("scoring-test-%s-repartition"::formatted)
        .flatMap(topic -> {
          byte[] key = topic.contains("announces") ? SWARM : CLIENT;
          return Stream.of(
              new Object[] {topic, new Poison("random", key, new byte[] {99, 1, 2, 3})},
              new Object[] {topic, new Poison("empty", key, new byte[0])},
              new Object[] {topic, Poison.nullValue(key)},
              new Object[] {topic, Poison.wrongKey(new byte[] {1})},
              new Object[] {topic, Poison.nullKey(new byte[] {1})});
        });
  }

  /** Each either is read, whatever it says then, or becomes a letter. Nothing is thrown. */
  @Test
  void flippedBitsEndNothing() {
    var random = new Random(15);
    for (int i = 0; i < 5_000; i++) {
      var client = announces.by(1 + i % 3, i % 7, i % 5, seeds(i, i * 1_000L));
      byte[] good = bytes(Topics.ANNOUNCES, client);
      var key = client.getInfoHash().bytes();
      append(Topics.ANNOUNCES.name(), new Poison("good", key, good));
      append(Topics.ANNOUNCES.name(), new Poison("flipped", key, Poison.flipped(good, random)));
      append(
          Topics.SUSPICIONS.name(),
          new Poison("flipped", CLIENT, Poison.flipped(SUSPICION, random)));
      if (i % 10 == 0) {
        log.tick(i);
      }
    }

    assertThat(log.contributions()).hasSizeGreaterThan(2_000);
  }

  private void assertIsALetter(Poison poison, String topic) {
    var letters =
        log.driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var letter = letters.readRecord();
    assertThat(letter.key()).isEqualTo(poison.key());
    assertSays(letter.value(), letter.headers(), poison, topic);
    assertThat(letters.isEmpty()).isTrue();
  }

  private static void assertSays(byte[] value, Headers headers, Poison poison, String topic) {
    if (poison.kind().equals("huge")) {
      assertThat(value).hasSizeGreaterThan(900_000);
      assertThat(header(headers, DeadLetterHeaders.CUT_FROM)).contains("value 1000000 bytes");
    } else {
      assertThat(value).isEqualTo(poison.value());
    }
    assertThat(header(headers, DeadLetterHeaders.TOPIC)).isEqualTo(topic);
    assertThat(header(headers, DeadLetterHeaders.PARTITION)).isEqualTo("0");
    assertThat(header(headers, DeadLetterHeaders.OFFSET)).matches("[01]");
    assertThat(header(headers, DeadLetterHeaders.REASON)).isNotEmpty();
  }

  private static String header(Headers headers, String name) {
    var header = Objects.requireNonNull(headers.lastHeader(name), name);
    return new String(Objects.requireNonNull(header.value()), StandardCharsets.UTF_8);
  }

  private void append(String topic, Poison poison) {
    log.driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(
                poison.key(), poison.value(), Instant.ofEpochMilli(Announces.START_MS)));
  }

  private static byte[] announce(AnnounceEvent event) {
    var seeds = new Announces().by(seeds(0, 0));
    return bytes(Topics.ANNOUNCES, Announced.newBuilder(seeds).setEvent(event).build());
  }

  private static <V extends SpecificRecord> byte[] bytes(Topic<?, V> topic, V value) {
    return Objects.requireNonNull(topic.value().serializer().serialize(topic.name(), value));
  }
}
