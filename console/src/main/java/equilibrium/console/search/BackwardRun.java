package equilibrium.console.search;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * One search. Reads all partitions backwards, step by step. All is known from the newest of the
 * times on that the partitions were read back to.
 *
 * <pre>
 *   partition 0   ........[step 2][step 1]
 *   partition 1   ..............[2][  1  ]     fewer records in the same time
 *                               ^ all is known from here on
 * </pre>
 */
final class BackwardRun {
  /** A search takes so many steps at least before it has looked at its most records. */
  private static final int LEAST_STEPS = 4;

  private final Consumer<byte[], byte[]> consumer;
  private final Wanted wanted;
  private final AnnounceSearch.Limits limits;
  private final Deserializer<SpecificRecord> values = Topics.ANNOUNCES.value().deserializer();
  private final long endsNs;
  private final long newestMs;

  /** The newest first: as many as are wanted, and those of the last one's millisecond. */
  private final List<FoundAnnounce> found = new ArrayList<>();

  private boolean hasMore;
  private long looked;

  /**
   * How far one partition was read back.
   *
   * @param begin its first offset
   * @param from the oldest offset that was read, or where it is read from
   * @param oldestMs when its oldest record was appended that was read
   */
  private record Reach(TopicPartition partition, long begin, long from, long oldestMs) {
    boolean isAll() {
      return from <= begin;
    }

    /** Every record of this time or later was read. The one before may have the same time. */
    long backToMs() {
      return oldestMs + 1;
    }

    Reach atLeast(long ms) {
      return new Reach(partition, begin, from, Math.min(oldestMs, ms));
    }
  }

  BackwardRun(Consumer<byte[], byte[]> consumer, Wanted wanted, AnnounceSearch.Limits limits) {
    this.consumer = consumer;
    this.wanted = wanted;
    this.limits = limits;
    this.endsNs = System.nanoTime() + limits.time().toNanos();
    var before = wanted.before();
    this.newestMs = (before == null ? Instant.now() : before).toEpochMilli();
  }

  SearchResult over(List<TopicPartition> partitions) {
    long step =
        Math.clamp(limits.records() / ((long) LEAST_STEPS * partitions.size()), 1, limits.step());
    var reaches = start(partitions);
    while (!open(reaches).isEmpty() && looked < limits.records() && !hasEnough(backToMs(reaches))) {
      var next = stepBack(reaches, step);
      if (next == null) {
        break; // its time is over
      }
      reaches = next;
      keepNewest();
    }
    return result(reaches);
  }

  private SearchResult result(List<Reach> reaches) {
    long backToMs = backToMs(reaches);
    boolean isAll = open(reaches).isEmpty();
    if (hasEnough(backToMs) && (hasMore || !isAll)) {
      return new SearchResult(found, Instant.ofEpochMilli(found.getLast().appendedAtMs()), false);
    }
    var known = found.stream().filter(each -> each.appendedAtMs() >= backToMs).toList();
    return new SearchResult(known, Instant.ofEpochMilli(backToMs), isAll);
  }

  private List<Reach> start(List<TopicPartition> partitions) {
    var begins = consumer.beginningOffsets(partitions);
    var ends = new HashMap<>(consumer.endOffsets(partitions));
    if (wanted.before() != null) {
      var times = new HashMap<TopicPartition, Long>();
      partitions.forEach(partition -> times.put(partition, newestMs));
      consumer
          .offsetsForTimes(times)
          .forEach((partition, first) -> {
            if (first != null) { // else all of it is older
              ends.put(partition, first.offset());
            }
          });
    }
    return partitions.stream()
        .map(partition ->
            new Reach(
                partition,
                begins.getOrDefault(partition, 0L),
                ends.getOrDefault(partition, 0L),
                newestMs - 1))
        .toList();
  }

  private static List<Reach> open(List<Reach> reaches) {
    return reaches.stream().filter(reach -> !reach.isAll()).toList();
  }

  /** Of the partition that was read back the least; of the whole log, its oldest record. */
  private static long backToMs(List<Reach> reaches) {
    var open = open(reaches);
    return open.isEmpty()
        ? reaches.stream().mapToLong(Reach::oldestMs).min().orElse(0)
        : open.stream().mapToLong(Reach::backToMs).max().orElse(0);
  }

  private boolean hasEnough(long backToMs) {
    return found.size() >= wanted.limit()
        && found.get(wanted.limit() - 1).appendedAtMs() >= backToMs;
  }

  private void keepNewest() {
    found.sort(FoundAnnounce.NEWEST_FIRST);
    if (found.size() > wanted.limit()) {
      long lastMs = found.get(wanted.limit() - 1).appendedAtMs();
      hasMore |= found.removeIf(each -> each.appendedAtMs() < lastMs);
    }
  }

  /** Null: the time was over before all partitions were read one step further. */
  private @Nullable List<Reach> stepBack(List<Reach> reaches, long step) {
    var read = new HashMap<TopicPartition, Reach>();
    for (var reach : open(reaches)) {
      long from = Math.max(reach.begin(), reach.from() - step);
      read.put(
          reach.partition(), new Reach(reach.partition(), reach.begin(), from, reach.oldestMs()));
    }
    var ends = new HashMap<TopicPartition, Long>();
    open(reaches).forEach(reach -> ends.put(reach.partition(), reach.from()));
    consumer.assign(ends.keySet());
    consumer.resume(ends.keySet()); // paused by the step before
    read.forEach((partition, reach) -> consumer.seek(partition, reach.from()));
    var matching = new ArrayList<FoundAnnounce>();
    while (!ends.isEmpty()) {
      long leftNs = endsNs - System.nanoTime();
      if (leftNs <= 0) {
        return null;
      }
      for (var record : consumer.poll(Duration.ofNanos(leftNs))) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.getOrDefault(partition, 0L)) {
          looked++;
          read.computeIfPresent(partition, (_, reach) -> reach.atLeast(record.timestamp()));
          add(record, matching);
        }
      }
      dropRead(ends);
    }
    found.addAll(matching);
    return reaches.stream().map(reach -> read.getOrDefault(reach.partition(), reach)).toList();
  }

  /** What is read to its end is not fetched any more. */
  private void dropRead(Map<TopicPartition, Long> ends) {
    var over =
        ends.entrySet().stream()
            .filter(end -> consumer.position(end.getKey()) >= end.getValue())
            .map(Map.Entry::getKey)
            .toList();
    consumer.pause(over);
    over.forEach(ends::remove);
  }

  /** Passes over ticks, and over what does not decode. */
  private void add(ConsumerRecord<byte[], byte[]> record, List<FoundAnnounce> matching) {
    try {
      if (record.value() != null
          && values.deserialize(record.topic(), record.value()) instanceof Announced announced
          && wanted.matches(announced)) {
        var position = new Position(record.partition(), record.offset());
        matching.add(new FoundAnnounce(announced, position, record.timestamp()));
      }
    } catch (SerializationException | AvroRuntimeException _) {
      // a dead letter
    }
  }
}
