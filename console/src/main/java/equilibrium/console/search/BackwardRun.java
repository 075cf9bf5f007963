package equilibrium.console.search;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * One search. Reads each partition backwards, step by step: next is always the partition that was
 * read back the least, so that all are known back to about the same time.
 *
 * <pre>
 *   partition 0   ........[step 2][step 1]
 *   partition 1   ..............[ step 1 ]     next: its oldest record is newer than the others'
 *                         ^ looked back to
 * </pre>
 */
final class BackwardRun {
  private final Consumer<byte[], byte[]> consumer;
  private final Wanted wanted;
  private final AnnounceSearch.Limits limits;
  private final Deserializer<SpecificRecord> values = Topics.ANNOUNCES.value().deserializer();
  private final List<FoundAnnounce> found = new ArrayList<>();
  private final long endsNs;
  private final long newestMs;
  private long looked;

  /**
   * How far one partition was read back.
   *
   * @param begin its first offset
   * @param from the oldest offset that was read, or where it is read from
   * @param fromMs when that record was appended
   */
  private record Reach(TopicPartition partition, long begin, long from, long fromMs) {
    boolean isAll() {
      return from <= begin;
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
    var open = new PriorityQueue<>(Comparator.comparingLong(Reach::fromMs).reversed());
    long oldestMs = newestMs;
    for (var reach : start(partitions)) {
      if (!reach.isAll()) {
        open.add(reach);
      }
    }
    while (!open.isEmpty() && looked < limits.records() && !hasEnough(open.peek().fromMs())) {
      var next = stepBack(open.peek());
      if (next == null) {
        break; // its time is over
      }
      open.remove();
      oldestMs = Math.min(oldestMs, next.fromMs());
      if (!next.isAll()) {
        open.add(next);
      }
    }
    long backToMs = open.isEmpty() ? oldestMs : open.peek().fromMs();
    return new SearchResult(newest(backToMs), Instant.ofEpochMilli(backToMs), open.isEmpty());
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
                newestMs))
        .toList();
  }

  private boolean hasEnough(long backToMs) {
    return found.stream().filter(each -> each.appendedAtMs() >= backToMs).count() >= wanted.limit();
  }

  private List<FoundAnnounce> newest(long backToMs) {
    return found.stream()
        .filter(each -> each.appendedAtMs() >= backToMs)
        .sorted(FoundAnnounce.NEWEST_FIRST)
        .limit(wanted.limit())
        .toList();
  }

  /** Null: the time was over before the step was. */
  private @Nullable Reach stepBack(Reach reach) {
    var partition = reach.partition();
    long from = Math.max(reach.begin(), reach.from() - limits.step());
    var matching = new ArrayList<FoundAnnounce>();
    long oldestMs = reach.fromMs();
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    boolean ended = false;
    while (!ended) {
      long leftNs = endsNs - System.nanoTime();
      if (leftNs <= 0) {
        return null;
      }
      for (var record : consumer.poll(Duration.ofNanos(leftNs)).records(partition)) {
        if (record.offset() < reach.from()) {
          looked++;
          oldestMs = Math.min(oldestMs, record.timestamp());
          add(record, matching);
        }
      }
      ended = consumer.position(partition) >= reach.from();
    }
    found.addAll(matching);
    return new Reach(partition, reach.begin(), from, oldestMs);
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
