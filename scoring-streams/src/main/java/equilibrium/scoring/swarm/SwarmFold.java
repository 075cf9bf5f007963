package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what a counted announce changes in its swarm, and who is credited for it. Pure. */
public final class SwarmFold {
  private final ScoringRules rules;
  private final Contributions contributions;

  public SwarmFold(ScoringRules rules) {
    this.rules = rules;
    this.contributions = new Contributions(rules);
  }

  /**
   * What must be stored and published.
   *
   * @param state of the swarm after the announce
   * @param session after the announce, with its claim
   * @param presence of the announce's network after the announce; null: unchanged
   * @param credits of the announce's client, and of the former owner of its session
   * @param balance null: the totals are unchanged
   * @param opensEpisode whether the announce opened an episode
   */
  public record Decision(
      SwarmState state,
      Session session,
      @Nullable NetworkPresence presence,
      Contribution contribution,
      List<ClientCredit> credits,
      @Nullable SwarmBalance balance,
      boolean opensEpisode) {}

  /**
   * The decision on one announce.
   *
   * @param state of the swarm before it; its episode, if one is open, has not ended by then
   * @param presence of the announce's network in the swarm; used only if the announce is seeding
   * @param registeredBytes size of the torrent as the operator registered it; 0: unknown
   */
  public Decision after(
      SwarmState state, NetworkPresence presence, long registeredBytes, CountedAnnounce announce) {
    var step = announce.step();
    var totals = state.totals().after(announce.before(), step, registeredBytes, rules.swarms());
    var episode = state.episode().after(announce.atMs(), step.delta());
    var claim = continued(announce, state.episode()).after(episode, step.session(), step.delta());
    var contribution = contributions.of(announce, totals, presence);
    return new Decision(
        new SwarmState(totals, episode),
        step.session().withClaim(claim),
        announce.isSeeding() ? presence.creditedUntil(announce.atMs()) : null,
        contribution,
        credits(contribution, announce, state.episode()),
        totals.equals(state.totals())
            ? null
            : totals.balance(announce.infoHash(), announce.source(), announce.atMs()),
        episode.isOpen() && !state.episode().isOpen());
  }

  /** The claim that goes on. A client that takes over a peer id starts a new one. */
  private static Claim continued(CountedAnnounce announce, Episode open) {
    var before = announce.before();
    return before == null || isTakeover(announce, before, open) ? Claim.NONE : before.claim();
  }

  private List<ClientCredit> credits(
      Contribution contribution, CountedAnnounce announce, Episode open) {
    var credits = new ArrayList<ClientCredit>(2);
    credits.add(
        new ClientCredit(contribution.getClientId(), Credit.of(contribution, rules.swarms())));
    var before = announce.before();
    if (before != null && isTakeover(announce, before, open)) {
      var owed = Settlement.owedToFormerOwner(before);
      if (owed.downloaded() > 0) {
        credits.add(owed.credit(before.atMs()));
      }
    }
    return credits;
  }

  /** Whether another client announces the peer id of a session that has a claim in the episode. */
  private static boolean isTakeover(CountedAnnounce announce, Session before, Episode open) {
    var owner = announce.step().session().owner();
    return before.isIn(open) && !before.owner().clientId().equals(owner.clientId());
  }
}
