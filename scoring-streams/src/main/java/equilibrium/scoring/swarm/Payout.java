package equilibrium.scoring.swarm;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import java.util.List;

/**
 * Payments that a settled episode owes, some of them.
 *
 * @param atMs effective time of the episode's last bytes
 */
public record Payout(long atMs, List<Payment> payments) {
  /**
   * What a session is credited for its bytes.
   *
   * @param uploaded bytes, its fair share
   * @param downloaded bytes
   * @param corroborates whether the episode corroborates uploads of its network in the swarm
   */
  public record Payment(
      ClientId clientId,
      ClientId networkId,
      Identity identity,
      long uploaded,
      long downloaded,
      boolean corroborates) {

    public ClientCredit credit(long atMs) {
      return new ClientCredit(
          clientId,
          new Credit(identity, networkId, atMs, Credit.Seeding.NONE, uploaded, downloaded));
    }
  }
}
