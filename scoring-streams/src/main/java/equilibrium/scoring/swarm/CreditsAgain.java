package equilibrium.scoring.swarm;

import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.Payout.Payment;
import java.util.List;

/**
 * The credits that contributions and episodes stand for, under rules that may give them another
 * worth. Not in the records, and so not here: what is owed to the former owner of a session, and
 * sessions beyond the claims that an episode lists. Pure.
 */
public final class CreditsAgain {
  private final ScoringRules written;
  private final ScoringRules rules;

  /**
   * Credits by some rules.
   *
   * @param written those that wrote the records
   */
  public CreditsAgain(ScoringRules written, ScoringRules rules) {
    this.written = written;
    this.rules = rules;
  }

  /** For the time of an announce. */
  public ClientCredit of(Contribution c) {
    var worth = rules.worth();
    int need =
        written.worth().equals(worth)
            ? c.getNeed()
            : Worth.need(c.getSeeders(), c.getLeechers(), worth);
    int quality = c.getQuality() == 0 ? 0 : Worth.quality(c.getQuality(), written.worth(), worth);
    return new ClientCredit(c.getClientId(), Credit.of(c, need, quality, rules.swarms()));
  }

  /** For the bytes of an episode: its fair shares and downloads. */
  public List<ClientCredit> of(SwarmEpisode episode) {
    return episode.getClaims().stream()
        .filter(claim -> claim.getUploadedCredited() > 0 || claim.getDownloaded() > 0)
        .map(claim -> payment(claim).credit(episode.getEndMs()))
        .toList();
  }

  private static Payment payment(EpisodeClaim claim) {
    return new Payment(
        claim.getClientId(),
        claim.getNetworkId(),
        claim.getIdentity(),
        claim.getUploadedCredited(),
        claim.getDownloaded(),
        false);
  }
}
