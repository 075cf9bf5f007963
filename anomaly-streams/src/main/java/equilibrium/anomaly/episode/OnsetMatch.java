package equilibrium.anomaly.episode;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A4: a session started when the imbalance of its swarm did, and the swarm is in balance again
 * without it. Guard: coincidence. Of n clients, m match; the weight is ln(n / 2m) nats, at most 2.
 */
final class OnsetMatch implements EpisodeRule {

  /** Whether a member's session started within one interval of the start of the imbalance. */
  static boolean matches(Member member, SwarmEpisode episode, EpisodeLimits limits) {
    Long sinceMs = episode.getExcessSinceMs();
    return sinceMs != null
        && member.excess() > 0
        && Math.abs(member.startedMs() - sinceMs) <= limits.interval().toMillis();
  }

  /** Whether an episode tells of a match: the member is not in it. */
  static boolean isTested(Member member, Situation situation) {
    return member.matchesOnset() && !situation.clients().containsKey(member.clientId());
  }

  @Override
  public List<Anomaly.Builder> findings(Situation situation) {
    var members = situation.history().members().values();
    long matching = members.stream().filter(Member::matchesOnset).count();
    double nats = StrictMath.log((double) members.size() / (2 * Math.max(1, matching)));
    int weight = (int) Math.min(situation.limits().alarm().mostOnsetWeight(), 1_000 * nats);
    if (weight <= 0 || !isBalanced(situation)) {
      return List.of();
    }
    return members.stream()
        .filter(member -> isTested(member, situation))
        .map(member -> finding(situation, member, matching, weight))
        .toList();
  }

  private static boolean isBalanced(Situation situation) {
    var episode = situation.episode();
    double larger =
        Math.max(
            (double) episode.getUploaded(),
            (double) episode.getDownloaded() + episode.getDiscarded());
    return larger > 0
        && episode.getNormalised() < situation.limits().alarm().balanced()
        && episode.getNormalised() != 0; // 0: too small to count
  }

  private static Anomaly.Builder finding(
      Situation situation, Member member, long matching, int weight) {
    int members = situation.history().members().size();
    return situation
        .finding("A4", member)
        .setEpisodes(
            situation.positions(situation.history().offsetsWith(situation.at().getOffset())))
        .setSinceMs(member.startedMs())
        .setObserved(situation.episode().getNormalised())
        .setThreshold(situation.limits().alarm().balanced())
        .setWeight(weight)
        .setNumbers(Map.of("clients", (double) members, "matching", (double) matching))
        .setSummary(
            String.format(
                Locale.ROOT,
                "The session began when the torrent's imbalance did, as %d of %d clients; without"
                    + " it the torrent is in balance again (z %.1f).",
                matching,
                members,
                situation.episode().getNormalised()));
  }
}
