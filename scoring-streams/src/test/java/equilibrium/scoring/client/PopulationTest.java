package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.Announces;
import java.util.List;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private final NetworkMap networks = new NetworkMap();
  private final Population population = new Population(ScoringRules.V3, networks);

  @Test
  void threeClientsOfANetworkCount() {
    for (int client = 1; client <= 5; client++) {
      population.change(Announces.clientId(client), PopulationEntry.NONE, counted(client * 10, 1));
    }
    population.change(Announces.clientId(9), PopulationEntry.NONE, counted(90, 2));
    assertThat(population.eligible.population()).isEqualTo(4);
    assertThat(population.active.population()).isEqualTo(6);

    // One leaves; one that was not counted is counted at its next change.
    population.change(Announces.clientId(2), counted(20, 1), PopulationEntry.NONE);
    population.change(Announces.clientId(5), counted(50, 1), counted(51, 1));
    population.change(Announces.clientId(4), counted(40, 1), counted(41, 1));

    assertThat(population.eligible.at(51)).isEqualTo(1);
    assertThat(population.eligible.at(41)).isZero();
    assertThat(population.eligible.population()).isEqualTo(4);
    assertThat(population.active.population()).isEqualTo(5);
  }

  @Test
  void aClientThatIsNoLongerEligibleIsNotCounted() {
    var client = Announces.clientId(1);
    population.change(client, PopulationEntry.NONE, counted(10, 1));
    population.change(
        client, counted(10, 1), new PopulationEntry(10, false, Announces.clientId(1)));

    assertThat(population.eligible.population()).isZero();
    assertThat(population.active.population()).isEqualTo(1);
    assertThat(networks.clients.get(Announces.clientId(1))).isEmpty();
  }

  @Test
  void whileFewAreEligibleAllActiveClientsMakeTheCutsUnsmoothed() {
    for (int i = 1; i <= 8; i++) {
      population.change(
          Announces.clientId(i),
          PopulationEntry.NONE,
          new PopulationEntry(i * 100, false, PopulationEntry.NONE.networkId()));
    }
    var last = cuts(100, 100, 100);

    var next = population.cuts(last, 5);

    assertThat(next.getProvisional()).isTrue();
    assertThat(next.getCuts()).containsExactly(200, 400, 600);
    assertThat(next.getEpoch()).isEqualTo(8);
    assertThat(population.isSmall()).isTrue();
  }

  /** 0.8 * 100 + 0.2 * 200 = 120, and so on. */
  @Test
  void otherwiseCutsMoveAFifthOfTheWayToTheQuartilesOfTheEligible() {
    for (int i = 1; i <= 100; i++) {
      population.change(Announces.clientId(i), PopulationEntry.NONE, counted(i * 8, i));
      population.change(
          Announces.clientId(1_000 + i),
          PopulationEntry.NONE,
          new PopulationEntry(0, false, Announces.CLIENT));
    }

    var next = population.cuts(cuts(100, 400, 603), 5);
    var settled = next;
    for (int i = 0; i < 100; i++) {
      settled = population.cuts(settled, 5);
    }

    assertThat(next.getProvisional()).isFalse();
    assertThat(next.getPopulation()).isEqualTo(100);
    assertThat(next.getMilliCuts()).containsExactly(120_000, 400_000, 602_400);
    assertThat(next.getCuts()).containsExactly(120, 400, 602);
    assertThat(settled.getCuts()).containsExactly(200, 400, 600);
    assertThat(population.isSmall()).isFalse();
  }

  @Test
  void cutsLieAtTheQuantilesOfTheirRulesAndNameThem() {
    var shipped = ScoringRules.V3;
    var rules =
        shipped.with(1_000, shipped.score(), shipped.clients().halfLives(), List.of(0.4, 0.7, 0.9));
    var others = new Population(rules, networks);
    for (int i = 1; i <= 10; i++) {
      others.change(
          Announces.clientId(i),
          PopulationEntry.NONE,
          new PopulationEntry(i * 100, false, PopulationEntry.NONE.networkId()));
    }

    var cuts = others.cuts(null, 5);

    assertThat(cuts.getCuts()).containsExactly(400, 700, 900);
    assertThat(cuts.getRulesVersion()).isEqualTo(1_000);
    assertThat(cuts.getRules()).isEqualTo(rules.name()).startsWith("1000-");
  }

  private static PopulationEntry counted(int score, int network) {
    return new PopulationEntry(score, true, Announces.clientId(network));
  }

  private static TierCuts cuts(int first, int second, int third) {
    return new TierCuts(
        7L,
        0L,
        3L,
        List.of(first, second, third),
        2,
        List.of(first * 1_000, second * 1_000, third * 1_000),
        false,
        "");
  }
}
