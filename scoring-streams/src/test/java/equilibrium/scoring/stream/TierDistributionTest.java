package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.client.NetworkMap;
import equilibrium.scoring.client.Population;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.Credit.Seeding;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two weeks of 2,000 clients with the habits of people. A few hold a thousand times as much as
 * most; some are online for a few hours a day; all start and drop torrents.
 */
class TierDistributionTest {
  private static final int CLIENTS = 2_000;
  private static final long MINUTE_MS = 60_000;
  private static final long DAY_MS = 24 * 60 * MINUTE_MS;
  private static final long STEP_MS = 30 * MINUTE_MS;
  private static final long DAYS = 14;

  private final ClientFold fold = new ClientFold(ScoringRules.V3);
  private final Population population = new Population(ScoringRules.V3, new NetworkMap());
  private final List<Member> members = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(4);
  private Cuts cuts = Cuts.NONE;
  private @Nullable TierCuts made;

  /** A client and its habits. */
  private static final class Member {
    private final ClientId id;
    private final long wakesHour;
    private final long hours;
    private final long dailyBytes;
    private double gib;
    private Client client = Client.UNKNOWN;
    private long changedMs;
    private int lastStep;
    private int reversals;
    private long shortestMs = Long.MAX_VALUE;

    Member(int number, SplittableRandom random) {
      id = Announces.clientId(number);
      wakesHour = random.nextLong(24);
      hours = random.nextInt(3) == 0 ? 24 : 3 + random.nextLong(12);
      gib = StrictMath.pow(2, 2 + 8 * random.nextDouble());
      dailyBytes = Announces.GIB / 4 + random.nextLong(4 * Announces.GIB);
    }

    void changed(long nowMs, int step) {
      long sinceMs = nowMs - changedMs;
      if (sinceMs < DAY_MS && lastStep * step < 0) {
        reversals++;
      }
      if (nowMs > Announces.START_MS + 3 * DAY_MS) {
        shortestMs = Math.min(shortestMs, sinceMs);
      }
      changedMs = nowMs;
      lastStep = step;
    }

    boolean isOnline(long atMs) {
      long hour = Math.floorMod(atMs / (60 * MINUTE_MS) - wakesHour, 24L);
      return hour < hours;
    }
  }

  @Test
  void everyTierHoldsAQuarterAndNoClientFlips() {
    for (int i = 0; i < CLIENTS; i++) {
      members.add(new Member(i + 1, random));
    }

    for (long ms = 0; ms < DAYS * DAY_MS; ms += STEP_MS) {
      long nowMs = Announces.START_MS + ms;
      for (Member member : members) {
        step(member, nowMs);
      }
      for (int i = 0; i < 3; i++) { // every ten minutes
        made = population.cuts(made, nowMs);
      }
      cuts = Cuts.of(made);
    }

    for (double share : shares()) {
      assertThat(share).isCloseTo(0.25, within(0.04));
    }
    assertThat(members).allMatch(member -> member.reversals == 0);
    // After the first rise no client's tier changes more than once a day.
    assertThat(members).allMatch(member -> member.shortestMs >= DAY_MS);
  }

  private void step(Member member, long nowMs) {
    var before = member.client;
    if (member.isOnline(nowMs)) {
      long seconds = STEP_MS / 1_000;
      member.gib = Math.clamp(member.gib * (1 + 0.02 * (random.nextDouble() - 0.5)), 1, 2_000);
      long held = (long) (member.gib * Announces.GIB * seconds);
      boolean first = !before.isSeen();
      var credit =
          new Credit(
              Identity.KEY,
              member.id,
              nowMs,
              first
                  ? Seeding.NONE
                  : new Seeding(seconds, held, held, (long) (member.gib / 4 * seconds)),
              random.nextLong(member.dailyBytes / 24),
              random.nextLong(member.dailyBytes / 24));
      member.client = fold.plus(before, credit);
    }
    member.client = fold.reviewed(member.client, nowMs, cuts);
    if (!before.entry().equals(member.client.entry())) {
      population.change(member.id, before.entry(), member.client.entry());
    }
    int change = member.client.tier().tier() - before.tier().tier();
    if (change != 0) {
      member.changed(nowMs, change);
    }
  }

  private List<Double> shares() {
    var count = new double[4];
    double eligible = 0;
    for (Member member : members) {
      if (member.client.entry().eligible()) {
        count[member.client.tier().tier()]++;
        eligible++;
      }
    }
    var shares = new ArrayList<Double>();
    for (double tier : count) {
      shares.add(tier / eligible);
    }
    return shares;
  }
}
