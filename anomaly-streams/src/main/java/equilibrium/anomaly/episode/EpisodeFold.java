package equilibrium.anomaly.episode;

import equilibrium.anomaly.finding.Findings;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.List;

/**
 * Applies the rules on episodes to the episodes of one swarm, in their order in swarm-episodes.
 * Pure: the same episodes give the same findings, whatever happens in other swarms or partitions.
 *
 * @param shadow rules whose findings are without effect
 */
public record EpisodeFold(EpisodeLimits limits, Shadow shadow) {
  private static final List<EpisodeRule> RULES =
      List.of(new UploadWithoutReceivers(), new SinkBound(), new AlarmShare(), new OnsetMatch());

  /** What must be stored and published. */
  public record Step(SwarmHistory history, List<Anomaly> findings) {}

  /**
   * The step of one episode. One that is not newer than the last changes nothing.
   *
   * @param history of its swarm before it
   * @param at where it lies in swarm-episodes
   */
  public Step after(SwarmHistory history, SwarmEpisode episode, Position at) {
    if (episode.getStartMs() <= history.startMs()) {
      return new Step(history, List.of());
    }
    var clients = Activity.of(episode);
    var with = history.withMembers(clients.values(), limits.members());
    var situation = new Situation(episode, at, clients, with, limits);
    var folded = new Situation(episode, at, clients, withImbalance(withSigns(situation)), limits);
    var findings =
        RULES.stream()
            .flatMap(rule -> rule.findings(folded).stream())
            .map(finding -> Findings.completed(finding, shadow))
            .toList();
    var tested =
        folded
            .history()
            .withMembers(
                member -> OnsetMatch.isTested(member, folded) ? member.withMatch(false) : member);
    return new Step(tested, findings);
  }

  private static Situation withSigns(Situation situation) {
    var history = situation.history();
    long offset = situation.at().getOffset();
    for (Activity client : situation.clients().values()) {
      boolean unreceived = UploadWithoutReceivers.applies(situation, client);
      if (unreceived || SinkBound.applies(situation, client)) {
        history =
            history.withMember(client.clientId(), member -> member.withSign(unreceived, offset));
      }
    }
    return new Situation(
        situation.episode(), situation.at(), situation.clients(), history, situation.limits());
  }

  private static SwarmHistory withImbalance(Situation situation) {
    var episode = situation.episode();
    var history = situation.history();
    if (episode.getExcessSinceMs() == null) {
      return history
          .withMembers(member -> member.withExcess(0))
          .withEpisode(episode.getStartMs(), 0, List.of());
    }
    double z = episode.getNormalised();
    double all = situation.clients().values().stream().mapToDouble(Activity::uploaded).sum();
    boolean alarm = AlarmShare.isAlarm(episode, situation.limits().alarm());
    var before = history.offsets().isEmpty() ? history.withMembers(m -> m.withExcess(0)) : history;
    return before
        .withMembers(member -> withShare(member, situation, z / Math.max(1, all)))
        .withMembers(member ->
            alarm
                ? member.withMatch(OnsetMatch.matches(member, episode, situation.limits()))
                : member)
        .withEpisode(
            episode.getStartMs(),
            history.imbalance() + z,
            history.offsetsWith(situation.at().getOffset()));
  }

  private static Member withShare(Member member, Situation situation, double zForByte) {
    var activity = situation.clients().get(member.clientId());
    return activity == null
        ? member
        : member.withExcess(member.excess() + zForByte * activity.uploaded());
  }
}
