package equilibrium.analyst.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.Scores;
import equilibrium.scoring.rules.ScoreRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final int CLIENTS = 400;
  private static final long WEEK_SECONDS = 7 * 86_400;
  private static final long MONTH_SECONDS = 30 * 86_400;
  private static final List<Double> IN_FORCE = List.of(0.2, 0.5, 0.75);
  private static final ScoringRules MORE_TIME =
      ScoringRules.V3.with(
          1_000,
          new ScoreRules(200, 14, 150, 10, 450, 8, 200),
          ScoringRules.V3.clients().halfLives(),
          ScoringRules.V3.cuts().quantiles());

  @Test
  void unchangedRulesMoveNobody() {
    var comparison = comparison(ScoringRules.V3, List.of());

    assertThat(comparison.moved()).isZero();
    assertThat(comparison.risers(50)).isEmpty();
    assertThat(comparison.fallers(50)).isEmpty();
    assertThat(comparison.kendall()).isCloseTo(1, within(1e-12));
    assertThat(comparison.standings())
        .allSatisfy(one -> assertThat(one.after()).isEqualTo(one.before()));
  }

  @Test
  void whoSeededLongRisesWhenTimeCountsMore() {
    var standings = new ArrayList<>(standings(MORE_TIME));
    var patient = standing(CLIENTS, 1L << 30, 250 * 86_400L);
    standings.add(Standing.of(patient, MORE_TIME));

    var comparison = comparison(standings, List.of(300.0, 450.0, 550.0), List.of());

    assertThat(comparison.risers(1).getFirst().clientId()).isEqualTo(patient.getClientId());
    assertThat(comparison.moved()).isPositive();
    assertThat(comparison.kendall()).isBetween(0.0, 0.999);
    assertThat(comparison.matrix().stream().flatMap(List::stream).mapToLong(n -> n).sum())
        .isEqualTo(CLIENTS + 1);
  }

  @Test
  void asManyClientsStayBelowEachCut() {
    var comparison = comparison(MORE_TIME, List.of());

    for (int cut = 0; cut < 3; cut++) {
      double before = comparison.cutsBefore().get(cut);
      double after = comparison.cutsAfter().get(cut);
      long below = comparison.standings().stream().filter(one -> one.before() <= before).count();
      assertThat(comparison.standings().stream().filter(one -> one.after() <= after).count())
          .isGreaterThanOrEqualTo(below);
      assertThat(comparison.standings().stream().filter(one -> one.after() < after).count())
          .isLessThan(below);
    }
  }

  @Test
  void otherQuantilesMoveTheCuts() {
    var comparison = comparison(ScoringRules.V3, List.of(0.4, 0.7, 0.9));

    long inTheHighest =
        comparison.standings().stream().filter(one -> comparison.tierAfter(one) == 3).count();
    assertThat(inTheHighest).isLessThanOrEqualTo(CLIENTS / 10);
    assertThat(comparison.moved()).isPositive();
  }

  @Test
  void withoutCutsInForceTheQuantilesInForceMakeThem() {
    var standings = standings(ScoringRules.V3);

    var comparison = comparison(standings, List.of(), List.of());

    for (int cut = 0; cut < IN_FORCE.size(); cut++) {
      double points = comparison.cutsBefore().get(cut);
      double share = IN_FORCE.get(cut) * CLIENTS;
      assertThat((double) standings.stream().filter(one -> one.before() < points).count())
          .isLessThan(share);
      assertThat((double) standings.stream().filter(one -> one.before() <= points).count())
          .isGreaterThanOrEqualTo(share);
    }
    assertThat(comparison.cutsAfter()).isEqualTo(comparison.cutsBefore());
  }

  @Test
  void kendallEqualsACountOfAllPairs() {
    var comparison = comparison(MORE_TIME, List.of());

    assertThat(comparison.kendall()).isCloseTo(allPairs(comparison.standings()), within(1e-9));
  }

  /** Tau-b by its definition. */
  private static double allPairs(List<Standing> standings) {
    double difference = 0;
    double untiedBefore = 0;
    double untiedAfter = 0;
    for (int i = 0; i < standings.size(); i++) {
      for (int j = 0; j < i; j++) {
        int before = Integer.compare(standings.get(i).before(), standings.get(j).before());
        int after = Integer.compare(standings.get(i).after(), standings.get(j).after());
        difference += before * after;
        untiedBefore += before == 0 ? 0 : 1;
        untiedAfter += after == 0 ? 0 : 1;
      }
    }
    return difference / Math.sqrt(untiedBefore * untiedAfter);
  }

  @Test
  void suspicionTakesTheSameShareOfBothScores() {
    var honest = standing(1, 1L << 40, MONTH_SECONDS);
    var standing = ClientStanding.newBuilder(honest).setScore(honest.getScore() / 2).build();

    var compared = Standing.of(standing, ScoringRules.V3);

    assertThat(compared.after()).isEqualTo(standing.getScore());
  }

  @Test
  void aClientWithoutAKeyStaysBelowTheSecondTier() {
    var standing =
        ClientStanding.newBuilder(standing(1, 1L << 45, 10 * MONTH_SECONDS))
            .setIdentity(Identity.ADDRESS)
            .build();

    var comparison =
        comparison(List.of(Standing.of(standing, MORE_TIME)), List.of(10.0, 20.0, 30.0), List.of());

    assertThat(comparison.tierBefore(comparison.standings().getFirst())).isEqualTo(1);
  }

  private static Comparison comparison(ScoringRules rules, List<Double> quantiles) {
    return comparison(standings(rules), List.of(300.5, 450.25, 550.75), quantiles);
  }

  private static Comparison comparison(
      List<Standing> standings, List<Double> cuts, List<Double> quantiles) {
    return new Comparison(standings, new Comparison.Cuts(cuts, IN_FORCE, quantiles));
  }

  private static List<Standing> standings(ScoringRules rules) {
    var random = new SplittableRandom(7);
    var standings = new ArrayList<Standing>();
    for (int client = 0; client < CLIENTS; client++) {
      long bytes = 1L << random.nextInt(28, 44);
      standings.add(Standing.of(standing(client, bytes, random.nextLong(MONTH_SECONDS)), rules));
    }
    return standings;
  }

  /** A client that held so many bytes for a day, and seeded for so long. */
  private static ClientStanding standing(int client, long bytes, long seconds) {
    var sums =
        List.of(
            sum(SumKind.SEEDED_BYTE_SECONDS, WEEK_SECONDS, bytes * 60_000),
            sum(SumKind.HELD_BYTE_SECONDS, MONTH_SECONDS, bytes * 40_000),
            sum(SumKind.ONLINE_SECONDS, MONTH_SECONDS, 86_400),
            sum(SumKind.SEEDED_SECONDS, MONTH_SECONDS, seconds));
    ScoreParts parts = Scores.parts(sums, SampleEvents.NOW, ScoringRules.V3);
    int score =
        parts.getRecentSeedingSize()
            + parts.getAverageSeedingSize()
            + parts.getSeedingTime()
            + parts.getRatio();
    return ClientStanding.newBuilder()
        .setClientId(Ids.clientId(client))
        .setIdentity(Identity.KEY)
        .setAtMs(SampleEvents.NOW)
        .setFirstSeenAtMs(SampleEvents.NOW - 100 * 86_400_000L)
        .setScore(score)
        .setParts(parts)
        .setTier(0)
        .setWhy("")
        .setRulesVersion(ScoringRules.V3.version())
        .setCutsEpoch(1L)
        .setSums(sums)
        .build();
  }

  private static DecayedSum sum(SumKind kind, long halfLifeSeconds, long amount) {
    long epoch = Math.floorDiv(SampleEvents.NOW, halfLifeSeconds * 1_000);
    return new DecayedSum(kind, halfLifeSeconds, epoch, List.of(amount));
  }
}
