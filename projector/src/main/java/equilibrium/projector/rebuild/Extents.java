package equilibrium.projector.rebuild;

import equilibrium.projector.projection.Feed;
import equilibrium.projector.rebuild.TopicRebuild.Purpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How the log of one topic and what was projected of it fit, partition by partition. */
record Extents(Feed<?, ?> feed, List<Extent> all, Past past) {
  /**
   * Records that a power cut may take of a partition that is not flushed at once, although they are
   * most of it: those of a young topic.
   */
  private static final long MOST_UNFLUSHED = 1_000;

  Extents {
    all = List.copyOf(all);
  }

  /**
   * As they are now.
   *
   * @param stored offsets in PostgreSQL, by partition
   * @param divergent where Kafka said that the log parted from what was projected
   * @param archive null: there is none
   */
  static Extents of(
      Feed<?, ?> feed,
      TopicLog log,
      Map<Integer, Long> stored,
      Map<TopicPartition, Long> divergent,
      @Nullable ArchivedTopic archive) {
    var partitions = log.partitions(feed.topic().name());
    var first = log.first(partitions);
    var end = log.end(partitions);
    var all = new ArrayList<Extent>();
    for (var partition : partitions) {
      long begin = first.getOrDefault(partition, 0L);
      all.add(
          new Extent(
              partition,
              stored.getOrDefault(partition.partition(), begin),
              begin,
              end.getOrDefault(partition, begin),
              divergent.getOrDefault(partition, Long.MAX_VALUE)));
    }
    return new Extents(feed, all, Past.of(archive, all));
  }

  boolean fit() {
    return all.stream().allMatch(Extent::fits);
  }

  /** Whether the log has lost most of its records, in any partition. */
  boolean areReplaced() {
    return all.stream().anyMatch(this::isReplaced);
  }

  boolean isReplaced(Extent extent) {
    return extent.isReplaced(feed.topic().isOnDisk() ? 0 : MOST_UNFLUSHED);
  }

  /**
   * Whether log and archive have what the tables are made of, and going on where it can is not the
   * same.
   */
  boolean isRefoldable(Purpose purpose) {
    return switch (feed.refold()) {
      case WHOLE, RECENT, EPOCHS -> true;
      case HISTORY -> purpose != Purpose.REPAIR || all.stream().anyMatch(Extent::isCut);
      case SUMS -> all.stream().allMatch(extent -> past.begin(extent) == 0);
    };
  }

  /**
   * Sets how far to fold each partition that the projector goes on with. False if another session
   * has corrected an offset meanwhile.
   *
   * @param now the offsets, which stay so until the transaction ends
   */
  boolean follow(Map<Integer, Long> now, Map<TopicPartition, Long> to) {
    for (var extent : all) {
      long position = now.getOrDefault(extent.partition().partition(), extent.position());
      if (extent.fits()) {
        to.put(extent.partition(), position);
      } else if (position != extent.position()) {
        return false;
      }
    }
    return true;
  }

  /** By partition, the offset below which rows without a record stay; empty: none do. */
  Map<Integer, Long> keepBelow() {
    return switch (feed.refold()) {
      case HISTORY -> byPartition(past::begin);
      case EPOCHS -> byPartition(Extent::agreed);
      case WHOLE, RECENT, SUMS -> Map.of();
    };
  }

  private Map<Integer, Long> byPartition(ToLongFunction<Extent> offset) {
    var offsets = new TreeMap<Integer, Long>();
    all.forEach(extent -> offsets.put(extent.partition().partition(), offset.applyAsLong(extent)));
    return Collections.unmodifiableMap(offsets);
  }

  List<String> troubles() {
    return all.stream().map(Extent::trouble).filter(text -> !text.isEmpty()).toList();
  }
}
