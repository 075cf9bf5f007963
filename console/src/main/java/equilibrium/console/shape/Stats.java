package equilibrium.console.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of now.
 *
 * @param announcesPerSecond announces recorded in Kafka, average of the last 30 s
 * @param notRecordedLastHour announces whose reply said that they are not recorded; null: not known
 * @param swarms null: not counted yet
 * @param clients null: not counted yet
 * @param viewers live streams that are open
 */
public record Stats(
    Instant asOf,
    Verdict verdict,
    double announcesPerSecond,
    @Nullable Long notRecordedLastHour,
    List<Stage> stages,
    @Nullable SwarmTotals swarms,
    @Nullable ClientTotals clients,
    MemberCounts members,
    int viewers) {
  /**
   * How far one reader of {@code announces} is.
   *
   * @param name {@code postgresql}, {@code scoring} or {@code anomaly}
   * @param lagRecords records that it has not read; null: not known
   * @param lagSeconds since when the first of them lies in the topic; null: not known
   * @param state {@code good}, {@code warning} or {@code bad}
   */
  public record Stage(
      String name, @Nullable Long lagRecords, @Nullable Double lagSeconds, String state) {}

  /** Sums over all swarms. Peers that announce are counted once in each swarm. */
  public record SwarmTotals(
      Instant asOf,
      long swarms,
      long outOfBalance,
      long seeders,
      long leechers,
      long partialSeeders,
      long completed) {}

  /**
   * Sums over all clients that have a standing.
   *
   * @param withKey announce keys that are not revoked
   * @param byTier clients of tier 0 to 3
   * @param suspected clients whose level is above 0
   */
  public record ClientTotals(
      Instant asOf, long clients, long withKey, List<Long> byTier, long suspected) {
    public ClientTotals {
      byTier = List.copyOf(byTier);
    }
  }

  /** Programs by when they last reported. */
  public record MemberCounts(int here, int late, int missing) {}

  public Stats {
    stages = List.copyOf(stages);
  }
}
