package equilibrium.anomaly.episode;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An episode as a rule sees it.
 *
 * @param at position in swarm-episodes
 * @param clients of the episode
 * @param history of the swarm with the episode
 */
record Situation(
    SwarmEpisode episode,
    Position at,
    Map<ClientId, Activity> clients,
    SwarmHistory history,
    EpisodeLimits limits) {

  /** Bytes that all but one client received. */
  double receivedByOthers(Activity activity) {
    double all = (double) episode.getDownloaded() + episode.getDiscarded();
    return Math.max(0, all - activity.received());
  }

  /** What is remembered of a client of the episode. */
  Optional<Member> member(Activity activity) {
    return Optional.ofNullable(history.members().get(activity.clientId()));
  }

  /** A finding about a member, without what its rule adds. */
  Anomaly.Builder finding(String rule, Member member) {
    return Anomaly.newBuilder()
        .setRule(rule)
        .setRulesVersion(limits.version())
        .setClientId(member.clientId())
        .setIdentity(member.identity())
        .setInfoHash(episode.getInfoHash())
        .setPeerIds(List.of(member.peerId()))
        .setSinceMs(episode.getStartMs())
        .setDecidedAtMs(episode.getEndMs())
        .setEpisodes(List.of(at));
  }

  /** Positions of episodes of the swarm by their offsets; -1 is none. */
  List<Position> positions(List<Long> offsets) {
    return offsets.stream()
        .filter(offset -> offset >= 0)
        .distinct()
        .sorted()
        .map(offset -> new Position(at.getPartition(), offset))
        .toList();
  }
}
