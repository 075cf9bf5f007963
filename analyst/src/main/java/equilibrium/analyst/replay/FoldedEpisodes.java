package equilibrium.analyst.replay;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What folds gave as episodes, for the daily attribution: at most 512 MiB, encoded. Beyond, it has
 * none.
 */
final class FoldedEpisodes {
  private static final long MOST_BYTES = 512L << 20;

  private final Serializer<SwarmEpisode> serializer = Topics.SWARM_EPISODES.value().serializer();
  private final Deserializer<SwarmEpisode> deserializer =
      Topics.SWARM_EPISODES.value().deserializer();
  private final List<Kept> kept = new ArrayList<>();
  private long bytes;
  private boolean isWhole = true;

  /** End of the newest episode whose place is unknown. */
  private long forgottenMs = Long.MIN_VALUE;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(long endMs, Position at, byte[] episode) {}

  /**
   * An episode at its place.
   *
   * @param at positions of a partition grow, and partitions come one after the other
   */
  void add(SwarmEpisode episode, Position at) {
    if (!isWhole) {
      return;
    }
    byte[] encoded = serializer.serialize("", episode);
    bytes += encoded.length;
    kept.add(new Kept(episode.getEndMs(), at, encoded));
    if (bytes > MOST_BYTES) {
      breakOff();
    }
  }

  /** An episode that the topic no longer has. */
  void forgotten(SwarmEpisode episode) {
    forgottenMs = Math.max(forgottenMs, episode.getEndMs());
  }

  /** Some are unknown. */
  void breakOff() {
    isWhole = false;
    kept.clear();
  }

  boolean isWhole() {
    return isWhole;
  }

  /** Whether all that a run read is here. */
  boolean has(AttributionRun run) {
    return isWhole && forgottenMs < run.getSinceMs();
  }

  /** Those that a run read, in the order of their places. */
  void read(AttributionRun run, BiConsumer<SwarmEpisode, Position> to) {
    kept.stream()
        .filter(each -> each.endMs >= run.getSinceMs() && each.endMs < run.getUntilMs())
        .filter(each -> isBefore(each.at, run.getEnds()))
        .forEach(each -> to.accept(deserializer.deserialize("", each.episode), each.at));
  }

  private static boolean isBefore(Position at, List<Long> ends) {
    return at.getPartition() < ends.size() && at.getOffset() < ends.get(at.getPartition());
  }

  /** All by their ends, which is an order that does not depend on partitions. */
  void byEnd(BiConsumer<SwarmEpisode, Position> to) {
    kept.stream()
        .sorted(
            Comparator.comparingLong(Kept::endMs)
                .thenComparing(Kept::episode, Arrays::compareUnsigned))
        .forEach(each -> to.accept(deserializer.deserialize("", each.episode), each.at));
  }
}
