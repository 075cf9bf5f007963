package equilibrium.bench.race.real;

import equilibrium.bench.race.SwarmModel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Who races, the same under every policy: tiers are dealt in turn, to seeders and to leechers, and
 * a client of that tier is drawn. In each race other clients seed.
 */
record LineUp(List<Runner> seeders, List<Runner> leechers) {

  /**
   * A peer of the race.
   *
   * @param number from 1
   * @param startNs when it arrives, since the first might
   */
  record Runner(int number, Entrant entrant, long startNs) {}

  LineUp {
    seeders = List.copyOf(seeders);
    leechers = List.copyOf(leechers);
  }

  /** How many clients of each tier a swarm of so many peers needs at most. */
  static int each(int seeders, int peers) {
    return turns(seeders) + turns(peers - seeders);
  }

  private static int turns(int peers) {
    return (peers + SwarmModel.TIERS - 1) / SwarmModel.TIERS;
  }

  /**
   * Draws one.
   *
   * @param arrivals leechers arrive within it, at random
   */
  static LineUp draw(
      List<Entrant> entrants, int seeders, int peers, Duration arrivals, Random random) {
    var shuffled = new ArrayList<>(entrants);
    Collections.shuffle(shuffled, random);
    List<Deque<Entrant>> byTier =
        IntStream.range(0, SwarmModel.TIERS)
            .<Deque<Entrant>>mapToObj(tier ->
                new ArrayDeque<>(shuffled.stream().filter(one -> one.tier() == tier).toList()))
            .toList();
    var seeding = new ArrayList<Runner>();
    var leeching = new ArrayList<Runner>();
    for (int i = 0; i < peers; i++) {
      boolean seeds = i < seeders;
      int tier = (seeds ? i : i - seeders) % SwarmModel.TIERS;
      long startNs = seeds ? 0 : (long) (random.nextDouble() * arrivals.toNanos());
      var runner = new Runner(i + 1, byTier.get(tier).remove(), startNs);
      (seeds ? seeding : leeching).add(runner);
    }
    leeching.sort(Comparator.comparingLong(Runner::startNs));
    return new LineUp(seeding, leeching);
  }
}
