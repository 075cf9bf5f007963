package equilibrium.bench.race;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The leechers that a peer serves, as BEP 3 describes it. A leecher serves the four that gave it
 * most since it chose last, ten seconds ago, and one more by chance. A seeder serves eight by
 * chance. What is chance is drawn at every third choice.
 */
final class Choking {
  private static final int LUCK_EVERY = 3; // choices

  private final int everyS;
  private final Random random;

  Choking(int everyS, Random random) {
    this.everyS = everyS;
    this.random = random;
  }

  void choose(Racer racer, int atS) {
    var wanting = new ArrayList<Link.Flow>();
    for (var link : racer.linkList) {
      var flow = link.from(racer);
      if (flow.to.wants(racer)) {
        wanting.add(flow);
      } else {
        flow.close();
      }
    }
    boolean draws = (atS / everyS + racer.number) % LUCK_EVERY == 0;
    if (racer.isComplete()) {
      seeder(wanting, draws);
    } else {
      leecher(racer, wanting, draws);
    }
  }

  private void seeder(List<Link.Flow> wanting, boolean draws) {
    long open = wanting.stream().filter(flow -> flow.open).count();
    if (draws || open < SwarmModel.SEEDER_SLOTS) {
      Collections.shuffle(wanting, random);
      if (!draws) { // who is served stays so
        wanting.sort(Comparator.comparing(flow -> !flow.open));
      }
      serve(wanting, SwarmModel.SEEDER_SLOTS);
    }
  }

  private void leecher(Racer racer, List<Link.Flow> wanting, boolean draws) {
    Collections.shuffle(wanting, random); // for those who gave equally little
    wanting.sort(Comparator.comparingDouble((Link.Flow flow) -> -flow.link.to(racer).recent));
    var luck = wanting.subList(Math.min(SwarmModel.LEECHER_SLOTS, wanting.size()), wanting.size());
    if (draws) {
      Collections.shuffle(luck, random);
    } else {
      luck.sort(Comparator.comparing(flow -> !flow.open));
    }
    serve(wanting, SwarmModel.LEECHER_SLOTS + 1);
    racer.linkList.forEach(link -> link.to(racer).recent = 0);
  }

  private static void serve(List<Link.Flow> wanting, int slots) {
    for (int i = 0; i < wanting.size(); i++) {
      if (i < slots) {
        wanting.get(i).open = true;
      } else {
        wanting.get(i).close();
      }
    }
  }
}
