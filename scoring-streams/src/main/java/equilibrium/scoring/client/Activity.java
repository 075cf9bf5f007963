package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.scoring.swarm.Credit;

/**
 * When and from where a client was credited.
 *
 * @param networkId of its newest credit
 * @param firstMs effective time of its first credit; {@link TierState#NEVER}: no credit yet, only a
 *     suspicion
 * @param lastMs effective time of its newest credit
 */
public record Activity(Identity identity, ClientId networkId, long firstMs, long lastMs) {
  static final Activity NONE =
      new Activity(Identity.ADDRESS, new ClientId(new byte[16]), TierState.NEVER, TierState.NEVER);

  boolean isNone() {
    return lastMs == TierState.NEVER;
  }

  /** With one more credit, in any order. */
  Activity plus(Credit credit) {
    long atMs = credit.atMs();
    return new Activity(
        credit.identity(),
        atMs >= lastMs ? credit.networkId() : networkId,
        isNone() ? atMs : Math.min(firstMs, atMs),
        Math.max(lastMs, atMs));
  }
}
