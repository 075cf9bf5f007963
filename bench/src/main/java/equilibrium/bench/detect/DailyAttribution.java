package equilibrium.bench.detect;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Runs the attribution after each day of event time over the episodes that ended in the 30 days
 * before, as its worker does (docs/policy.md 3.4). At most a million episodes are kept.
 */
final class DailyAttribution {
  private static final long DAY_MS = 86_400_000;
  private static final long WINDOW_MS = 30 * DAY_MS;
  private static final int MOST = 1_000_000;

  /** Attributes imbalances to clients. */
  interface Attributor {
    /**
     * The findings over some episodes.
     *
     * @param untilMs effective time of the run
     */
    List<Anomaly> findings(List<SwarmEpisode> episodes, long untilMs);
  }

  private final Attributor attributor;
  private final ArrayDeque<SwarmEpisode> episodes = new ArrayDeque<>();
  private long nextMs;

  DailyAttribution(Attributor attributor, long startMs) {
    this.attributor = attributor;
    this.nextMs = Math.floorDiv(startMs, DAY_MS) * DAY_MS + DAY_MS;
  }

  void add(SwarmEpisode episode) {
    episodes.add(episode);
    if (episodes.size() > MOST) {
      episodes.remove();
    }
  }

  /** The findings of the run that is due; none if it is not. */
  List<Anomaly> due(long nowMs) {
    if (nowMs < nextMs) {
      return List.of();
    }
    long untilMs = nextMs;
    nextMs += DAY_MS;
    episodes.removeIf(episode -> episode.getEndMs() < untilMs - WINDOW_MS);
    var ended = episodes.stream().filter(episode -> episode.getEndMs() < untilMs).toList();
    return attributor.findings(ended, untilMs);
  }
}
