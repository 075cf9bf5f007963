package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.scoring.swarm.EqualAwards.Claimed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EqualAwardsTest {
  private static final int ONE = 1 << 20;

  /** Three claims of equal weight. Contested garments: the marriage contracts of the Talmud. */
  @ParameterizedTest(name = "{0}, {1}, {2} claim {3}: {4}, {5}, {6}")
  @CsvSource({
    "100, 200, 300, 600, 100, 200, 300",
    "100, 200, 300, 700, 100, 200, 300",
    "100, 200, 300, 400, 100, 150, 150", // L = (400 - 100) / 2
    "100, 200, 300, 200,  66,  66,  66", // L = 200 / 3
    "100, 200, 300, 500, 100, 200, 200",
    "100, 200, 300,   0,   0,   0,   0",
    "  0, 200, 300,   4,   0,   2,   2",
    "9000000000000000000, 9000000000000000000, 1, 9000000000000000001,"
        + " 4500000000000000000, 4500000000000000000, 1",
  })
  void smallClaimsAreServedFirst(
      long a, long b, long c, long available, long awardA, long awardB, long awardC) {
    var claims = List.of(new Claimed(a, ONE), new Claimed(b, ONE), new Claimed(c, ONE));

    assertThat(awards(claims, available)).containsExactly(awardA, awardB, awardC);
  }

  /** L * 1 + L / 4 = 500, L = 400. With 1000: 400 in full, and the other gets the rest. */
  @Test
  void aLighterClaimRisesMoreSlowly() {
    var claims = List.of(new Claimed(600, ONE), new Claimed(4_000, ONE / 4));

    assertThat(awards(claims, 500)).containsExactly(400L, 100L);
    assertThat(awards(claims, 1_000)).containsExactly(600L, 400L);
  }

  @Test
  void awardsUseUpWhatThereIsAndDoNotDependOnTheOrder() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      var claims = claims(random);
      long claimed = claims.stream().mapToLong(Claimed::bytes).sum();
      long available = random.nextLong(2 * claimed + 1);

      var awards = awards(claims, available);
      var shuffled = new ArrayList<>(claims);
      Collections.shuffle(shuffled, random);

      long sum = awards.stream().mapToLong(each -> each).sum();
      assertThat(sum)
          .isBetween(Math.min(claimed, available) - claims.size(), Math.min(claimed, available));
      assertThat(awards)
          .isEqualTo(
              claims.stream()
                  .map(each -> new EqualAwards(shuffled).award(each, available))
                  .toList());
    }
  }

  /** From its award on, a claimant gains nothing and takes nothing by claiming more. */
  @Test
  void raisingAClaimAboveItsAwardChangesNobodysAward() {
    var random = new Random(8);
    for (int round = 0; round < 2_000; round++) {
      var honest = claims(random);
      long available = honest.stream().mapToLong(Claimed::bytes).sum();
      var faker = new Claimed(1 + random.nextLong(1_000_000), ONE);
      var raised = new Claimed(faker.bytes() * (2 + random.nextInt(1_000)), ONE);

      var before = awards(with(honest, faker), available);
      var after = awards(with(honest, raised), available);

      if (before.getLast() < faker.bytes()) {
        assertThat(after).isEqualTo(before);
      }
    }
  }

  private static List<Claimed> claims(Random random) {
    return LongStream.range(0, 1 + random.nextInt(9))
        .mapToObj(_ -> new Claimed(random.nextLong(100_000), 1 + random.nextInt(ONE)))
        .toList();
  }

  private static List<Claimed> with(List<Claimed> claims, Claimed last) {
    var all = new ArrayList<>(claims);
    all.add(last);
    return all;
  }

  private static List<Long> awards(List<Claimed> claims, long available) {
    var awards = new EqualAwards(claims);
    return claims.stream().map(each -> awards.award(each, available)).toList();
  }
}
