package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;

/**
 * How the population counts a client.
 *
 * @param score or {@link #NO_SCORE}: the client is idle and not counted
 * @param eligible whether it makes the cuts of a large population
 * @param networkId its network when it became eligible
 */
public record PopulationEntry(int score, boolean eligible, ClientId networkId) {
  private static final int NO_SCORE = -1;
  static final PopulationEntry NONE =
      new PopulationEntry(NO_SCORE, false, new ClientId(new byte[16]));

  public boolean isActive() {
    return score != NO_SCORE;
  }
}
