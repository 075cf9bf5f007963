package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.FoldSessions.Credited;
import equilibrium.scoring.stream.Histories.Appended;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * 10,000 random histories: some hours of six peers of three clients in two swarms, with restarts,
 * lost stops, pauses, backsteps and counters that are not said. Whatever the log does to them that
 * it may do (copies, at once or hours later; a restart between any two; another order of
 * partitions), the sums come out the same to the last bit, and so do the standings. An episode pays
 * one session at once and one with each tick, as if a few were many.
 */
class HistoriesTest {
  private static final int HISTORIES = 10_000;
  private static final long HOUR_MS = 3_600_000;
  private static final Cuts CUTS =
      Cuts.of(new TierCuts(7L, 0L, 9L, List.of(150, 200, 300), 2, List.of(), false));

  private static final ScoringRules RULES = payingOneByOne(ScoringRules.V2);

  @Test
  void copiesRestartsAndOrderChangeNoStanding() {
    for (int batch = 0; batch < HISTORIES / Histories.SIZE; batch++) {
      var random = new Random(batch);
      var history = new Histories().batch(batch, random);

      var plain = fold(history, -1);
      var copied = fold(withCopies(history, random), -1);
      var restarted = fold(history, 1 + random.nextInt(10));

      var expected = standings(plain);
      assertThat(expected).hasSizeGreaterThan(Histories.SIZE);
      assertThat(standings(copied)).isEqualTo(expected);
      assertThat(restarted).isEqualTo(plain);
      assertThat(standings(shuffled(plain, random))).isEqualTo(expected);
    }
  }

  private static ScoringRules payingOneByOne(ScoringRules rules) {
    var e = rules.episodes();
    var episodes =
        new ScoringRules.Episodes(
            e.gapMs(),
            e.lengthMs(),
            e.claims(),
            e.due(),
            e.dueSessions(),
            1,
            1,
            e.sigmaPercent(),
            e.sigmaBytes(),
            e.sigmas(),
            e.corroboratingBytes());
    return new ScoringRules(
        rules.version(),
        rules.sessions(),
        rules.swarms(),
        rules.sessionWalk(),
        rules.seatWalk(),
        episodes,
        rules.worth(),
        rules.clients(),
        rules.cuts());
  }

  private static List<Appended> withCopies(List<Appended> history, Random random) {
    var copied = new ArrayList<>(history);
    for (Appended one : history) {
      if (random.nextInt(3) == 0) {
        long lateMs = random.nextBoolean() ? 0 : random.nextLong(4 * HOUR_MS);
        copied.add(new Appended(one.announced(), one.atMs() + lateMs));
      }
    }
    copied.sort(Comparator.comparingLong(Appended::atMs));
    return copied;
  }

  /** With a tick every half hour, and a restart now and then if a period is given. */
  private static List<Credited> fold(List<Appended> history, int restartEvery) {
    var partition = new Partition(RULES);
    long tickMs = Announces.START_MS;
    for (int i = 0; i < history.size(); i++) {
      var one = history.get(i);
      for (; tickMs <= one.atMs(); tickMs = next(tickMs, one.atMs())) {
        partition.tick(tickMs);
      }
      if (restartEvery > 0 && i % restartEvery == 0) {
        partition.restart();
      }
      partition.hear(one.announced(), one.atMs());
    }
    for (int i = 0; i < 20; i++) { // pays all that is owed
      partition.tick(tickMs + 48 * HOUR_MS + i);
    }
    return List.copyOf(partition.credits);
  }

  /** Half an hour on; where nobody announces for long, six hours. */
  private static long next(long tickMs, long untilMs) {
    return tickMs + (untilMs - tickMs > 6 * HOUR_MS ? 6 * HOUR_MS : HOUR_MS / 2);
  }

  private static List<Credited> shuffled(List<Credited> credits, Random random) {
    var shuffled = new ArrayList<>(credits);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /** Of each client, evaluated once, when all is over. */
  private static Map<Object, Object> standings(List<Credited> credits) {
    var fold = new ClientFold(ScoringRules.V2);
    var standings = new HashMap<Object, Object>();
    Partition.clients(credits)
        .forEach((id, client) -> {
          var stored = ClientSerde.SERDE.serializer().serialize("clients", client);
          var restored = ClientSerde.SERDE.deserializer().deserialize("clients", stored);
          assertThat(restored).isEqualTo(client);
          var after = fold.evaluated(restored, Announces.START_MS + 520 * 24 * HOUR_MS, CUTS);
          standings.put(id, fold.standing(id, after, CUTS));
        });
    return standings;
  }
}
