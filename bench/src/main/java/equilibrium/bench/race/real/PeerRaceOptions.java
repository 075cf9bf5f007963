package equilibrium.bench.race.real;

import equilibrium.bench.race.SwarmKind;
import java.util.List;

/**
 * What races.
 *
 * @param peers of one swarm, seeders and leechers
 * @param policies as {@code selection.policy}; a swarm of each runs at the same time
 * @param races one after the other
 * @param pace how many times as fast as in the simulation time runs
 * @param seed another seed, other arrivals and roles
 */
public record PeerRaceOptions(
    SwarmKind kind, int peers, List<String> policies, int races, int pace, long seed) {
  public static final int LEAST_PEERS = 20;

  /** So many sessions of libtorrent for each policy run in one process. */
  public static final int MOST_PEERS = 40;

  public static final int MOST_RACES = 100;

  /** Faster, and a download would be over before libtorrent has chosen twice whom to serve. */
  public static final int MOST_PACE = 30;

  /** Options with checked ranges. */
  public PeerRaceOptions {
    policies = List.copyOf(policies);
    demand("peers", peers, LEAST_PEERS, MOST_PEERS);
    demand("races", races, 1, MOST_RACES);
    demand("pace", pace, 1, MOST_PACE);
  }

  private static void demand(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d, expected %d to %d".formatted(name, value, least, most));
    }
  }
}
