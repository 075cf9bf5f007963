package equilibrium.bench.race;

import java.time.Duration;

/**
 * One simulated swarm.
 *
 * @param policy as {@code selection.policy}
 * @param tierStep as {@code selection.tier-step}
 * @param pex share of the peers that also exchange peers among themselves, 0 to 1
 * @param tricks that some leechers play
 * @param chokingS seconds between two choices of whom a peer serves, 2 to 3,600
 * @param seed another seed, another swarm
 */
public record RaceOptions(
    SwarmKind kind,
    int peers,
    String policy,
    Duration tierStep,
    double pex,
    Tricks tricks,
    int chokingS,
    long seed) {
  public static final int LEAST_PEERS = 20;
  public static final int MOST_PEERS = 1_000;

  /** As BEP 3 says. */
  public static final int CHOKING_S = 10;

  public static final int MOST_CHOKING_S = 3_600;

  public RaceOptions {
    demand("peers", peers, LEAST_PEERS, MOST_PEERS);
    demand("pex", pex, 0, 1);
    demand("choking", chokingS, Race.STEP_S, MOST_CHOKING_S);
  }

  private static void demand(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s is %s, expected %s to %s".formatted(name, value, least, most));
    }
  }

  RaceOptions withPolicy(String other) {
    return new RaceOptions(kind, peers, other, tierStep, pex, tricks, chokingS, seed);
  }

  RaceOptions withSeed(long other) {
    return new RaceOptions(kind, peers, policy, tierStep, pex, tricks, chokingS, other);
  }
}
