package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.rules.ChangedRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Histories.Appended;
import equilibrium.scoring.stream.codec.ClientCodec;
import equilibrium.scoring.swarm.ClientCredit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random {@link Histories}, 1,500 unless system property {@code histories} says how many. The log
 * may add copies, at once or hours later; the fold may restart between any two announces;
 * partitions may interleave in any order. The sums are then the same to the last bit, and so are
 * the standings. An episode pays one session at once and one with each tick, so that a few sessions
 * are many.
 */
class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("histories", 1_500);
  private static final long HOUR_MS = 3_600_000;
  private static final Cuts CUTS =
      Cuts.of(new TierCuts(7L, 0L, 9L, List.of(150, 200, 300), 2, List.of(), false, ""));

  private static final ScoringRules RULES = ChangedRules.episodes(ChangedRules.payingOneByOne());

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

  /**
   * With a tick every half hour.
   *
   * @param restartEvery announces between two restarts; -1: none
   */
  private static List<ClientCredit> fold(List<Appended> history, int restartEvery) {
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
      partition.append(one.announced(), one.atMs());
    }
    for (int i = 0; i < 20; i++) { // pays all pending payouts
      partition.tick(tickMs + 48 * HOUR_MS + i);
    }
    return List.copyOf(partition.credits);
  }

  /** Half an hour later; six hours later in a long pause. */
  private static long next(long tickMs, long untilMs) {
    return tickMs + (untilMs - tickMs > 6 * HOUR_MS ? 6 * HOUR_MS : HOUR_MS / 2);
  }

  private static List<ClientCredit> shuffled(List<ClientCredit> credits, Random random) {
    var shuffled = new ArrayList<>(credits);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /** Of each client, evaluated once at the end. */
  private static Map<Object, Object> standings(List<ClientCredit> credits) {
    var fold = new ClientFold(ScoringRules.V3);
    var standings = new HashMap<Object, Object>();
    Partition.clients(credits)
        .forEach((id, client) -> {
          var stored = ClientCodec.SERDE.serializer().serialize("clients", client);
          var restored = ClientCodec.SERDE.deserializer().deserialize("clients", stored);
          assertThat(restored).isEqualTo(client);
          var after = fold.evaluated(restored, Announces.START_MS + 520 * 24 * HOUR_MS, CUTS);
          standings.put(id, fold.standing(id, after, CUTS));
        });
    return standings;
  }
}
