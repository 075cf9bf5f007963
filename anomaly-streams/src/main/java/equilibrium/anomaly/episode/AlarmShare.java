package equilibrium.anomaly.episode;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A1: a swarm's CUSUM of unreceived uploads has reached the alarm; each uploader has its share of
 * the imbalance. Guard: all seeders of a bad swarm are concerned, so the weight is small, shared,
 * and given once for each alarm.
 */
final class AlarmShare implements EpisodeRule {
  private static final double MOST_STEP = 3;
  private static final double DRIFT = 0.5;

  /** Whether C+ has reached the alarm with this episode, from below. */
  static boolean isAlarm(SwarmEpisode episode, EpisodeLimits.Alarm limits) {
    double step = Math.clamp(episode.getNormalised(), -MOST_STEP, MOST_STEP) - DRIFT;
    return episode.getExcess() >= limits.from() && episode.getExcess() - step < limits.from();
  }

  @Override
  public List<Anomaly.Builder> findings(Situation situation) {
    var limits = situation.limits().alarm();
    double all = situation.history().imbalance();
    if (!isAlarm(situation.episode(), limits) || all <= 0) {
      return List.of();
    }
    return situation.history().members().values().stream()
        .filter(member -> weight(member, all, limits) >= limits.leastWeight())
        .map(member -> finding(situation, member, all))
        .toList();
  }

  private static int weight(Member member, double all, EpisodeLimits.Alarm limits) {
    return (int) (limits.weight() * Math.min(1, member.excess() / all));
  }

  private static Anomaly.Builder finding(Situation situation, Member member, double all) {
    var episode = situation.episode();
    var limits = situation.limits().alarm();
    Long sinceMs = episode.getExcessSinceMs();
    return situation
        .finding("A1", member)
        .setEpisodes(situation.positions(situation.history().offsets()))
        .setSinceMs(sinceMs == null ? episode.getStartMs() : sinceMs)
        .setObserved(episode.getExcess())
        .setThreshold(limits.from())
        .setWeight(weight(member, all, limits))
        .setNumbers(Map.of("share", member.excess() / all, "z", episode.getNormalised()))
        .setSummary(
            String.format(
                Locale.ROOT,
                "More is said to be sent in the torrent than is received (CUSUM %.1f, alarm at"
                    + " %.0f); %.0f %% of it by share of the uploads.",
                episode.getExcess(),
                limits.from(),
                100 * member.excess() / all));
  }
}
