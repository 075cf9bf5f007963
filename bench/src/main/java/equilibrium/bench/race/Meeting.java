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

  /** Half of that of the intervals that an ingress tells. */
  private static final double SPREAD = 0.05;

  private final SimulatedSwarm tracker;
  private final Tricks tricks;
  private final Random random;
  private final Map<Integer, Racer> byNumber = new HashMap<>();
  private final Map<Racer, List<Integer>> further = new HashMap<>(); // numbers of tricksters
  private int lastNumber = RaceOptions.MOST_PEERS;

  Meeting(SimulatedSwarm tracker, Tricks tricks, Random random) {
    this.tracker = tracker;
    this.tricks = tricks;
    this.random = random;
  }

  /** The peer's client has its tier before it announces. */
  void enrol(Racer racer) {
    byNumber.put(racer.number, racer);
    tracker.tier(racer.number, racer.tier);
  }

  void announce(Racer racer, int atS) {
    if (racer.playsTricks && !racer.isComplete()) {
      announceOthers(racer, atS);
    }
    if (!racer.playsTricks || !tricks.discards() || racer.isComplete()) {
      announce(racer, racer.number, atS);
    }
    double interval = tracker.isClimbing() ? SwarmModel.CLIMBING_S : SwarmModel.INTERVAL_S;
    boolean first = racer.seedsFromStart && atS == 0; // it has been there for long
    double spread = first ? random.nextDouble() : 1 + SPREAD * (2 * random.nextDouble() - 1);
    racer.announceAt(atS + interval * spread);
  }

  /** Under keys of newcomers. */
  private void announceOthers(Racer racer, int atS) {
    if (tricks.discards()) {
      leaveOthers(racer, atS);
    }
    int wanted = tricks.discards() ? tricks.keys() : tricks.keys() - 1;
    var numbers = further.computeIfAbsent(racer, _ -> new ArrayList<>());
    while (numbers.size() < wanted) {
      numbers.add(++lastNumber);
      byNumber.put(lastNumber, racer);
    }
    numbers.forEach(number -> announce(racer, number, atS));
  }

  private void leaveOthers(Racer racer, int atS) {
    var numbers = further.remove(racer);
    if (numbers != null) {
      for (int number : numbers) {
        tracker.leave(number, ms(atS));
        byNumber.remove(number);
      }
    }
  }

  private void announce(Racer racer, int as, int atS) {
    for (int number : tracker.announce(as, racer.isComplete(), WANTED, ms(atS))) {
      var other = byNumber.get(number);
      if (other != null && racer.linkList.size() < MOST_OPENED) {
        link(racer, other);
      }
    }
  }

  /** It needs no seeders any more, and others may ask for it as one. */
  void completed(Racer racer, int atS) {
    for (var link : List.copyOf(racer.linkList)) {
      link.to(racer).close();
      if (link.other(racer).isComplete()) {
        unlink(racer, link.other(racer));
      }
    }
    leaveOthers(racer, atS);
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
