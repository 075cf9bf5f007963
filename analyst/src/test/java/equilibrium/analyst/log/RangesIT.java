package equilibrium.analyst.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ranges hold, beside a look at every record. Of the announces, one partition is empty, and in
 * one the broker's clock went back by an hour. Of the transactions with contributions, the second
 * was aborted.
 */
@ExtendWith(Servers.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RangesIT {
  private static final int PARTITIONS = 3;
  private static final int EMPTY = 1;
  private static final int CLOCK_WENT_BACK = 2;
  private static final long HOUR_MS = 3_600_000;

  private final long baseMs = System.currentTimeMillis() / 1_000 * 1_000 - 5 * HOUR_MS;
  private KafkaSettings kafka;
  private Log log;

  @BeforeAll
  void write(KafkaServer server) throws Exception {
    server.empty();
    kafka = server.settings(PARTITIONS);
    log = new Log(kafka);
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var announces =
          new NewTopic(Topics.ANNOUNCES.name(), PARTITIONS, (short) 1)
              .configs(Map.of("message.timestamp.type", "CreateTime")); // as this test says
      var contributions =
          new NewTopic(Topics.CONTRIBUTIONS.name(), 1, (short) 1)
              .configs(Topics.CONTRIBUTIONS.settings());
      admin.createTopics(List.of(announces, contributions)).all().get();
    }
    try (var producer = producer(Map.of())) {
      for (long ms : List.of(1_000, 2_000, 2_000, 3_000)) {
        send(producer, 0, ms);
      }
      for (long ms : List.of(1_000 + HOUR_MS, 2_000 + HOUR_MS, 1_500L, 4_000L)) {
        send(producer, CLOCK_WENT_BACK, ms);
      }
    }
    try (var producer = producer(Map.of("transactional.id", "ranges"))) {
      producer.initTransactions();
      for (int transaction = 0; transaction < 3; transaction++) {
        producer.beginTransaction();
        for (int record = 0; record < 2; record++) {
          producer
              .send(new ProducerRecord<>(Topics.CONTRIBUTIONS.name(), new byte[] {1}))
              .get(); // so that each has a time of its own
          LockSupport.parkNanos(5_000_000);
        }
        if (transaction == 1) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(
        kafka.with(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, long ms) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.ANNOUNCES.name(), partition, baseMs + ms, null, new byte[] {1}));
  }

  private List<LogRecord> read(Topic<?, ?> topic, Range range) {
    var records = new ArrayList<LogRecord>();
    for (var each : log.ranges(topic, range)) {
      try (var reader = log.read(each)) {
        for (var record = reader.peek(); record != null; record = reader.peek()) {
          records.add(record);
          reader.skip();
        }
        assertThat(reader.position()).isEqualTo(each.end());
      }
    }
    return records;
  }

  private static List<String> places(List<LogRecord> records) {
    return records.stream().map(each -> each.partition() + "/" + each.offset()).toList();
  }

  private static Stream<Topic<?, ?>> topics() {
    return Stream.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS);
  }

  @Test
  void theWholeRangeHasWhatWasCommitted() {
    assertThat(places(read(Topics.ANNOUNCES, Range.ALL)))
        .containsExactly("0/0", "0/1", "0/2", "0/3", "2/0", "2/1", "2/2", "2/3");
    assertThat(places(read(Topics.CONTRIBUTIONS, Range.ALL)))
        .containsExactly("0/0", "0/1", "0/6", "0/7");
  }

  /** On each record's time, just before it, between two, before all and after all. */
  @ParameterizedTest
  @MethodSource("topics")
  void timesHoldTheRecordsThatALookAtEachRecordFinds(Topic<?, ?> topic) {
    var all = read(topic, Range.ALL);
    var times = new TreeSet<>(List.of(0L, baseMs + 1_200, System.currentTimeMillis() + HOUR_MS));
    all.forEach(record -> {
      times.add(record.appendedAtMs());
      times.add(record.appendedAtMs() - 1);
      times.add(record.appendedAtMs() + 1);
    });
    for (long from : times) {
      for (long to : times) {
        var range = new Range(time(from), time(to), null);

        assertThat(places(read(topic, range)))
            .as("from %d to %d", from, to)
            .isEqualTo(places(reference(all, from, to)));
      }
    }
  }

  /** From the first record of a partition that is not older, to the first that is not. */
  private static List<LogRecord> reference(List<LogRecord> all, long fromMs, long toMs) {
    var held = new ArrayList<LogRecord>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int mine = partition;
      var records = all.stream().filter(each -> each.partition() == mine).toList();
      int begin = first(records, fromMs);
      held.addAll(records.subList(begin, Math.max(begin, first(records, toMs))));
    }
    return held;
  }

  private static int first(List<LogRecord> records, long ms) {
    int first = 0;
    while (first < records.size() && records.get(first).appendedAtMs() < ms) {
      first++;
    }
    return first;
  }

  private static Bound time(long ms) {
    return new Bound.Time(Instant.ofEpochMilli(ms));
  }

  @Test
  void offsetsAreThoseOfOnePartition() {
    var range = new Range(new Bound.Offset(1), new Bound.Offset(3), 0);
    var beyond = new Range(new Bound.Offset(3), new Bound.Offset(99), 0);

    assertThat(places(read(Topics.ANNOUNCES, range))).containsExactly("0/1", "0/2");
    assertThat(places(read(Topics.ANNOUNCES, beyond))).containsExactly("0/3");
    assertThat(read(Topics.ANNOUNCES, new Range(new Bound.Offset(0), new Bound.Ends(), EMPTY)))
        .isEmpty();
  }

  /** Comes last, because it appends. */
  @Test
  @Order(Integer.MAX_VALUE)
  void anEndDoesNotMove() {
    var before = log.ranges(Topics.ANNOUNCES, Range.ALL).getFirst();
    try (var producer = producer(Map.of())) {
      send(producer, 0, 5_000);
      producer.flush();
      try (var reader = log.read(before)) {
        int records = 0;
        for (; reader.peek() != null; reader.skip()) {
          records++;
        }
        assertThat(records).isEqualTo(before.size());
      }
    }
  }
}
