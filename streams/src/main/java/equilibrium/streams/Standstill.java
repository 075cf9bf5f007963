package equilibrium.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a program stands still although Kafka answers: its group does not come to rest,
 * or partitions have new records and no committed position moves. If others move, one that stands
 * may only wait for its turn, as with a long way to catch up on a busy machine; it has ten times as
 * long. While stores are being restored nothing moves, which is no standstill; nor is it one if
 * transactions left nothing but their markers, or while a failed thread waits for its replacement.
 * For one thread.
 */
final class Standstill {
  private static final int TURNS = 10;

  /**
   * Of one partition that this process reads.
   *
   * @param committed position of the group; -1: none yet
   * @param end of the log
   */
  record Place(long committed, long end) {}

  /**
   * What is seen at one time.
   *
   * @param rebalancing whether Kafka Streams waits for its partitions
   * @param waiting threads that failed and whose replacement waits
   * @param restoring records of changelogs that are still to be read
   * @param places by partition that this process reads
   */
  record View(
      boolean rebalancing, int waiting, long restoring, Map<TopicPartition, Place> places) {}

  /** The place when the position moved last, and since when the log has had more than then. */
  private record Mark(Place place, @Nullable Long grewNs) {}

  private final Duration patience;
  private final BiPredicate<TopicPartition, Place> hasUnread;
  private final Map<TopicPartition, Mark> marks = new HashMap<>();
  private @Nullable Long rebalancingNs;
  private @Nullable Long movedNs;
  private long restoring;

  /**
   * Nothing seen yet.
   *
   * @param hasUnread whether there are records between the position and the end; asked only of
   *     partitions that would stand still
   */
  Standstill(Duration patience, BiPredicate<TopicPartition, Place> hasUnread) {
    this.patience = patience;
    this.hasUnread = hasUnread;
  }

  /** Forgets what was seen, such as when Kafka does not answer and nothing is known. */
  void reset() {
    marks.clear();
    rebalancingNs = null;
    movedNs = null;
  }

  /**
   * Takes a view; what stands still, in one sentence, or null.
   *
   * @param nowNs as of {@link System#nanoTime}
   */
  @Nullable String observe(long nowNs, View view) {
    if (view.waiting() > 0) {
      reset();
      return null;
    }
    if (view.restoring() != restoring) {
      restoring = view.restoring();
      reset();
    }
    rebalancingNs = view.rebalancing() ? first(rebalancingNs, nowNs) : null;
    if (isOver(rebalancingNs, nowNs)) {
      return "the consumer group has been rebalancing for %d s".formatted(patience.toSeconds());
    }
    marks.keySet().retainAll(view.places().keySet());
    if (isAnyMoved(view.places())) {
      movedNs = nowNs;
    }
    String stuck = null;
    for (var entry : view.places().entrySet()) {
      var place = entry.getValue();
      var mark =
          marks.merge(
              entry.getKey(),
              new Mark(place, null),
              (old, now) ->
                  old.place().committed() != now.place().committed()
                      ? now
                      : grown(old, place, nowNs));
      if (standsTooLong(mark.grewNs(), nowNs)) {
        if (hasUnread.test(entry.getKey(), place)) {
          stuck = sentence(entry.getKey(), place, secondsSince(mark.grewNs(), nowNs));
        } else {
          marks.put(entry.getKey(), new Mark(place, null));
        }
      }
    }
    return stuck;
  }

  private boolean isAnyMoved(Map<TopicPartition, Place> places) {
    return places.entrySet().stream()
        .anyMatch(now -> {
          var mark = marks.get(now.getKey());
          return mark != null && mark.place().committed() != now.getValue().committed();
        });
  }

  private boolean standsTooLong(@Nullable Long grewNs, long nowNs) {
    if (grewNs == null) {
      return false;
    }
    boolean othersMove = movedNs != null && !isOver(movedNs, nowNs);
    return nowNs - grewNs >= patience.toNanos() * (othersMove ? TURNS : 1);
  }

  private static Mark grown(Mark mark, Place now, long nowNs) {
    boolean isBehind = now.end() > mark.place().end() && now.end() > now.committed();
    return isBehind ? new Mark(mark.place(), first(mark.grewNs(), nowNs)) : mark;
  }

  private static Long first(@Nullable Long earlierNs, long nowNs) {
    return earlierNs == null ? Long.valueOf(nowNs) : earlierNs;
  }

  private boolean isOver(@Nullable Long sinceNs, long nowNs) {
    return sinceNs != null && nowNs - sinceNs >= patience.toNanos();
  }

  private static long secondsSince(@Nullable Long beganNs, long nowNs) {
    return beganNs == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(nowNs - beganNs);
  }

  private static String sentence(TopicPartition partition, Place place, long seconds) {
    return "the position in %s has stood at %d for %d s, and the log ends at %d"
        .formatted(partition, place.committed(), seconds, place.end());
  }
}
