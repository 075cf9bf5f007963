package equilibrium.scoring;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.ClientCredit;
import equilibrium.scoring.swarm.CreditsAgain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sums of some clients, folded from contributions and episodes by rules that may differ from those
 * that wrote them as a {@link RuleChange} of credits does. Records may come in any order; those of
 * one client, though, in the order of their times up to 14 days. Not thread-safe.
 */
public final class ClientSums {
  private final ClientFold fold;
  private final CreditsAgain credits;
  private final Map<ClientId, Client> clients = new HashMap<>();

  /**
   * Without records yet.
   *
   * @param written rules that wrote the records
   * @param rules of the sums
   * @param of clients that are folded; others are passed over
   */
  public ClientSums(ScoringRules written, ScoringRules rules, Set<ClientId> of) {
    this.fold = new ClientFold(rules);
    this.credits = new CreditsAgain(written, rules);
    of.forEach(client -> clients.put(client, Client.UNKNOWN));
  }

  public void add(Contribution contribution) {
    if (clients.containsKey(contribution.getClientId())) {
      add(credits.of(contribution));
    }
  }

  public void add(SwarmEpisode episode) {
    credits.of(episode).forEach(this::add);
  }

  private void add(ClientCredit credit) {
    var _ =
        clients.computeIfPresent(
            credit.clientId(), (_, before) -> fold.plus(before, credit.credit()));
  }

  /** What a client has; empty: nothing, or it is none of them. */
  public List<DecayedSum> of(ClientId client) {
    return clients.getOrDefault(client, Client.UNKNOWN).sums();
  }
}
