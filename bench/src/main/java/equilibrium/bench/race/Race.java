package equilibrium.bench.race;

import equilibrium.ingress.SimulatedSwarm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One simulated swarm from its first announce until the last leecher is complete. All leechers are
 * equally fast, and their tiers are dealt in turn, so what differs between tiers is the policy's
 * doing.
 */
public final class Race {
  static final int STEP_S = 2;
  static final int PIECES = 768; // of 4 MiB: 3 GiB
  private static final int LAST_S = 86_400;
  private static final int EXCHANGE_S = 60;

  private final RaceOptions options;
  private final Random random;
  private final Pieces pieces;
  private final Choking choking;
  private final Bandwidth bandwidth;
  private final Meeting meeting;
  private final List<Racer> expected = new ArrayList<>(); // the next one last
  private final List<Racer> present = new ArrayList<>();
  private final List<Racer> leechers = new ArrayList<>();
  private int nowS;

  private Race(RaceOptions options) {
    this.options = options;
    random = new Random(options.seed());
    pieces = new Pieces(PIECES, random);
    choking = new Choking(options.chokingS(), random);
    bandwidth = new Bandwidth(pieces, PIECES, racer -> racer.complete(nowS));
    meeting =
        new Meeting(
            new SimulatedSwarm(options.policy(), options.tierStep(), options.seed()),
            options.tricks(),
            random);
  }

  /** Runs it. The same options give the same result. */
  public static RaceResult run(RaceOptions options) {
    var race = new Race(options);
    race.populate();
    while (race.leechers.stream().anyMatch(racer -> !racer.isComplete()) && race.nowS < LAST_S) {
      race.step();
      race.nowS += STEP_S;
    }
    var finishes =
        race.leechers.stream()
            .map(racer ->
                new RaceResult.Finish(
                    racer.tier,
                    racer.playsTricks,
                    ((racer.isComplete() ? racer.completeS() : race.nowS) - racer.startS) / 60))
            .toList();
    return new RaceResult(finishes, race.bandwidth.firstSeedersShare());
  }

  /** The same peers for every policy: those of the seed. */
  private void populate() {
    var kind = options.kind();
    int seeders = kind.seeders(options.peers());
    for (int i = 0; i < options.peers(); i++) {
      boolean seeds = i < seeders;
      int tier = (seeds ? i : i - seeders) % SwarmModel.TIERS;
      boolean tricks =
          !seeds && tier == 0 && options.tricks().isPlayedBy((i - seeders) / SwarmModel.TIERS);
      var body = new Racer.Body(i + 1, tier, seeds, random.nextDouble() < options.pex(), tricks);
      double upload = seeds ? kind.upload(tier) : SwarmModel.LEECHER_UPLOAD;
      double start = seeds ? 0 : EXCHANGE_S + random.nextDouble() * kind.arrivalsS();
      var racer = new Racer(body, upload, start, PIECES);
      meeting.enrol(racer);
      expected.add(racer);
      if (!seeds) {
        leechers.add(racer);
      }
    }
    expected.sort((a, b) -> Double.compare(b.startS, a.startS));
  }

  private void step() {
    while (!expected.isEmpty() && expected.getLast().startS <= nowS) {
      var racer = expected.removeLast();
      racer.have.stream().forEach(pieces::add);
      present.add(racer);
    }
    for (var racer : List.copyOf(present)) {
      if (racer.nextAnnounceS() <= nowS) {
        meeting.announce(racer, nowS);
      }
      if (!racer.seedsFromStart && racer.isComplete()) {
        seed(racer);
      }
    }
    if (nowS % EXCHANGE_S == 0 && options.pex() > 0) {
      meeting.exchange(present);
    }
    if (nowS % options.chokingS() < STEP_S) {
      Collections.shuffle(present, random);
      present.forEach(racer -> choking.choose(racer, nowS));
    }
    bandwidth.step(present, STEP_S);
  }

  /** Says that it is complete, seeds on for some minutes, and leaves. */
  private void seed(Racer racer) {
    if (racer.completeS() == nowS - STEP_S) {
      meeting.completed(racer, nowS);
    } else if (nowS >= racer.completeS() + SwarmModel.STAY_S) {
      meeting.leave(racer, nowS);
      pieces.remove(racer);
      present.remove(racer);
    }
  }
}
