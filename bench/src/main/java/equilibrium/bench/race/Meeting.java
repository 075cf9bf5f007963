package equilibrium.bench.race;

import equilibrium.ingress.SimulatedSwarm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How peers come to know each other: by announces and, some, by exchanging peers (BEP 11). */
final class Meeting {
  private static final int WANTED = 50;
  private static final int MOST_LINKS = 80;
  private static final int MOST_OPENED = 50;
  private static final int MOST_EXCHANGED = 50;
  private static final long EPOCH_MS = 1_800_000_000_000L;

  /** The defaults of ingress.interval and ingress.climbing-interval, with half their spread. */
  private static final int INTERVAL_S = 1_800;

  private static final int CLIMBING_S = 900;
  private static final double SPREAD = 0.05;

  private final SimulatedSwarm tracker;
  private final Random random;
  private final Map<Integer, Racer> byNumber = new HashMap<>();

  Meeting(SimulatedSwarm tracker, Random random) {
    this.tracker = tracker;
    this.random = random;
  }

  /** The peer's client has its tier before it announces. */
  void enrol(Racer racer) {
    byNumber.put(racer.number, racer);
    tracker.tier(racer.number, racer.tier);
  }

  void announce(Racer racer, int atS) {
    for (int number : tracker.announce(racer.number, racer.isComplete(), WANTED, ms(atS))) {
      var other = byNumber.get(number);
      if (other != null && racer.linkList.size() < MOST_OPENED) {
        link(racer, other);
      }
    }
    double interval = tracker.isClimbing() ? CLIMBING_S : INTERVAL_S;
    boolean first = racer.seedsFromStart && atS == 0; // it has been there for long
    double spread = first ? random.nextDouble() : 1 + SPREAD * (2 * random.nextDouble() - 1);
    racer.announceAt(atS + interval * spread);
  }

  /** It needs no seeders any more, and others may ask for it as one. */
  void completed(Racer racer, int atS) {
    for (var link : List.copyOf(racer.linkList)) {
      link.to(racer).close();
      if (link.other(racer).isComplete()) {
        unlink(racer, link.other(racer));
      }
    }
    announce(racer, atS);
  }

  void leave(Racer racer, int atS) {
    tracker.leave(racer.number, ms(atS));
    racer.leave();
    for (var link : List.copyOf(racer.linkList)) {
      unlink(racer, link.other(racer));
    }
  }

  /** Everybody who exchanges peers tells everybody like it to whom it is connected. */
  void exchange(List<Racer> present) {
    for (var racer : present) {
      if (racer.exchangesPeers) {
        learn(racer);
      }
    }
  }

  private void learn(Racer racer) {
    for (var link : List.copyOf(racer.linkList)) {
      var other = link.other(racer);
      if (other.exchangesPeers && racer.linkList.size() < MOST_OPENED) {
        var known = new ArrayList<>(other.linkList);
        Collections.shuffle(known, random);
        known.stream()
            .limit(MOST_EXCHANGED)
            .map(theirs -> theirs.other(other))
            .takeWhile(_ -> racer.linkList.size() < MOST_OPENED)
            .forEach(learnt -> link(racer, learnt));
      }
    }
  }

  private static void link(Racer one, Racer other) {
    boolean useless = one.isComplete() && other.isComplete();
    boolean full = one.linkList.size() >= MOST_LINKS || other.linkList.size() >= MOST_LINKS;
    if (one == other || useless || full || other.isGone() || one.links.containsKey(other)) {
      return;
    }
    var link = new Link(one, other);
    one.links.put(other, link);
    one.linkList.add(link);
    other.links.put(one, link);
    other.linkList.add(link);
  }

  private static void unlink(Racer one, Racer other) {
    var link = one.links.remove(other);
    other.links.remove(one);
    if (link != null) {
      link.from(one).close();
      link.to(one).close();
      one.linkList.remove(link);
      other.linkList.remove(link);
    }
  }

  private static long ms(int atS) {
    return EPOCH_MS + atS * 1_000L;
  }
}
