package equilibrium.console.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.console.problem.Refused;
import equilibrium.console.search.AnnounceSearch.Limits;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Tick;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client 1 announces in 30 swarms in turn, 300 times, and client 2 once, at the beginning. */
@ExtendWith(Servers.class)
class AnnounceSearchIT {
  private static final int PARTITIONS = 3;
  private static final int ANNOUNCES = 300;
  private static final int SWARMS = 30;
  private static final Limits WIDE = new Limits(100_000, 40, Duration.ofSeconds(60));

  private static KafkaSettings kafka;
  private static long halfMs;

  @BeforeAll
  static void announce(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(PARTITIONS);
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
    try (var producer =
        new KafkaProducer<>(
            kafka.with(Map.of("acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      append(producer, 2, 0, -1);
      for (int i = 0; i < ANNOUNCES; i++) {
        halfMs = i == ANNOUNCES / 2 ? System.currentTimeMillis() : halfMs;
        append(producer, 1, i % SWARMS, i);
      }
    }
  }

  /** With a tick and an unreadable record before it. The next one has a later time. */
  private static void append(
      KafkaProducer<byte[], byte[]> producer, int client, int swarm, long uploaded)
      throws ExecutionException, InterruptedException {
    var infoHash = Ids.infoHash(swarm);
    var topic = Topics.ANNOUNCES;
    var announced =
        SampleEvents.announced()
            .setInfoHash(infoHash)
            .setClientId(Ids.clientId(client))
            .setUploaded(uploaded)
            .build();
    var last = new AtomicLong();
    for (var value : List.of(bytes(new Tick(1L, 1L)), new byte[] {1, 2, 3}, bytes(announced))) {
      last.set(
          producer
              .send(new ProducerRecord<>(topic.name(), infoHash.bytes(), value))
              .get()
              .timestamp());
    }
    Await.until("the clock goes on", () -> System.currentTimeMillis() > last.get());
  }

  private static byte[] bytes(SpecificRecord record) {
    return Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), record);
  }

  private static Wanted of(
      @Nullable InfoHash swarm, @Nullable ClientId client, @Nullable Instant before, int limit) {
    return new Wanted(swarm, client, before, limit);
  }

  private static List<Long> uploaded(SearchResult result) {
    return result.announces().stream().map(found -> found.announced().getUploaded()).toList();
  }

  @Test
  void theNewestOfAClientComeFirstFromAllPartitions() {
    var result = new AnnounceSearch(kafka, WIDE).find(of(null, Ids.clientId(1), null, 5));

    assertThat(uploaded(result)).containsExactly(299L, 298L, 297L, 296L, 295L);
    assertThat(result.complete()).isFalse();
  }

  @Test
  void aSwarmIsSearchedInItsPartition() {
    var result = new AnnounceSearch(kafka, WIDE).find(of(Ids.infoHash(7), null, null, 100));

    assertThat(uploaded(result))
        .containsExactly(277L, 247L, 217L, 187L, 157L, 127L, 97L, 67L, 37L, 7L);
    assertThat(result.complete()).isTrue();
  }

  @Test
  void aSearchMayBeginInThePast() {
    var before = Instant.ofEpochMilli(halfMs);

    var result = new AnnounceSearch(kafka, WIDE).find(of(null, Ids.clientId(1), before, 3));

    assertThat(uploaded(result)).containsExactly(149L, 148L, 147L);
  }

  @Test
  void whatIsRareIsFoundAtTheBeginning() {
    var result = new AnnounceSearch(kafka, WIDE).find(of(null, Ids.clientId(2), null, 5));

    assertThat(uploaded(result)).containsExactly(-1L);
    assertThat(result.complete()).isTrue();
  }

  /** It says how far it came, and a search from there goes on, however small it is. */
  @Test
  void aSearchThatEndsEarlyCanGoOn() {
    var search = new AnnounceSearch(kafka, new Limits(20, 20, Duration.ofSeconds(60)));

    var first = search.find(of(null, Ids.clientId(2), null, 5));

    assertThat(first.announces()).isEmpty();
    assertThat(first.complete()).isFalse();
    var last = first;
    for (int i = 0; i < 200 && !last.complete(); i++) {
      last = search.find(of(null, Ids.clientId(2), last.lookedBackTo(), 5));
    }
    assertThat(uploaded(last)).containsExactly(-1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 1_000})
  void pagesHaveEachAnnounceOnce(int limit) {
    var search = new AnnounceSearch(kafka, WIDE);
    var all = new ArrayList<Long>();

    var page = search.find(of(null, Ids.clientId(1), null, limit));
    for (int i = 0; i < ANNOUNCES && !page.complete(); i++) {
      all.addAll(uploaded(page));
      page = search.find(of(null, Ids.clientId(1), page.lookedBackTo(), limit));
    }
    all.addAll(uploaded(page));

    assertThat(all)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, ANNOUNCES).map(i -> ANNOUNCES - i).boxed().toList());
  }

  /** Without Kafka each search takes all of its time. */
  @Test
  void aThirdSearchAtATimeIsRefused() throws Exception {
    var away = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1"), 1, 1);
    var search = new AnnounceSearch(away, new Limits(60, 20, Duration.ofSeconds(3)));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var refusals = new ArrayList<String>();
      for (var each :
          threads.invokeAll(Collections.<Callable<String>>nCopies(3, () -> refusal(search)))) {
        refusals.add(each.get());
      }

      assertThat(refusals)
          .filteredOn(refusal -> refusal.contains("2 searches of the log run, expected fewer"))
          .hasSize(1);
    }
  }

  private static String refusal(AnnounceSearch search) {
    try {
      return search.find(of(null, Ids.clientId(1), null, 5)).toString();
    } catch (Refused refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  @Test
  void withoutKafkaItIsRefused() {
    var away = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1"), 1, 1);
    var search = new AnnounceSearch(away, new Limits(60, 20, Duration.ofMillis(300)));

    assertThatThrownBy(() -> search.find(of(null, Ids.clientId(1), null, 5)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("Kafka cannot be read");
  }
}
