package equilibrium.streams.offline;

import equilibrium.streams.offline.Driver.Raw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.internals.StreamTask;

/**
 * Passes records through the task of a {@link TopologyTestDriver}, in the order of the driver's own
 * loop and with the same results. That loop commits after each record, and compiles a pattern for
 * each source topic whenever a record comes or goes, which took half of the time of a replay. Here
 * nothing is committed: nobody reads the positions, and stores write nothing. Not thread-safe.
 */
final class TaskLoop {
  private final StreamTask task;
  private final MockProducer<?, ?> producer;
  private final Time clock;
  private final BiConsumer<String, Raw> globals;
  private final Set<String> globalTopics;
  private final Map<String, Source> sources;
  private final Map<String, List<Raw>> written = new HashMap<>();

  /** A topic that the task reads. */
  private static final class Source {
    private final TopicPartition partition;
    private long end;

    Source(TopicPartition partition) {
      this.partition = partition;
    }

    ConsumerRecord<byte[], byte[]> record(Raw raw, Headers headers) {
      return new ConsumerRecord<>(
          partition.topic(),
          partition.partition(),
          end++,
          raw.atMs(),
          TimestampType.CREATE_TIME,
          ConsumerRecord.NULL_SIZE,
          ConsumerRecord.NULL_SIZE,
          raw.key(),
          raw.value(),
          headers,
          Optional.empty());
    }
  }

  /**
   * A loop in place of the driver's own, whose task must not wait for records ({@code
   * max.task.idle.ms} disabled).
   *
   * @param globalTopics topics of global stores
   * @param globals puts a record of such a topic into its stores
   */
  TaskLoop(TopologyTestDriver driver, Set<String> globalTopics, BiConsumer<String, Raw> globals) {
    this.task = part(driver, "task", StreamTask.class);
    this.producer = part(driver, "producer", MockProducer.class);
    this.clock = part(driver, "mockWallClockTime", Time.class);
    this.globalTopics = globalTopics;
    this.globals = globals;
    this.sources =
        task.inputPartitions().stream()
            .collect(Collectors.toMap(TopicPartition::topic, Source::new));
  }

  /** The driver shows none of its parts. */
  private static <T> T part(TopologyTestDriver driver, String name, Class<T> type) {
    try {
      var field = TopologyTestDriver.class.getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(driver));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Kafka's test driver has other parts", e);
    }
  }

  /** Passes a record, and what comes of it, through the topology. */
  void pipe(String topic, Raw record) {
    add(topic, record, new RecordHeaders());
    run();
  }

  /** Moves the wall clock, and does what is due then. */
  void advance(long ms) {
    clock.sleep(ms);
    task.maybePunctuateSystemTime();
    take();
    run();
  }

  private void add(String topic, Raw record, Headers headers) {
    var source = sources.get(topic);
    if (source != null) {
      task.addRecords(source.partition, List.of(source.record(record, headers)));
    }
    if (globalTopics.contains(topic)) {
      globals.accept(topic, record);
    }
  }

  private void run() {
    while (task.hasRecordsQueued() && task.process(clock.milliseconds())) {
      task.maybePunctuateStreamTime();
      take();
    }
  }

  /** Takes what was written, and gives the task what it reads of that. */
  private void take() {
    var records = List.copyOf(producer.history());
    producer.clear();
    for (var record : records) {
      var raw = raw(record);
      written.computeIfAbsent(record.topic(), _ -> new ArrayList<>()).add(raw);
      add(record.topic(), raw, record.headers());
    }
  }

  private static Raw raw(ProducerRecord<?, ?> record) {
    return new Raw((byte[]) record.key(), (byte[]) record.value(), record.timestamp());
  }

  /** What was written to a topic since the last call. */
  List<Raw> drain(String topic) {
    var records = written.remove(topic);
    return records == null ? List.of() : records;
  }

  /** Drops what was written to all other topics. */
  void dropOthers(Set<String> kept) {
    written.keySet().retainAll(kept);
  }
}
