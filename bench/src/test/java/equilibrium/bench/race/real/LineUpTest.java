package equilibrium.bench.race.real;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.bench.race.real.LineUp.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who races. */
class LineUpTest {
  private static final Duration ARRIVALS = Duration.ofSeconds(60);
  private static final List<Entrant> ENTRANTS =
      IntStream.range(0, 48).mapToObj(i -> new Entrant("key" + i, i % 4)).toList();

  @Test
  void tiersAreDealtInTurnToSeedersAndToLeechers() {
    var lineUp = draw(1);

    assertThat(tiers(lineUp.seeders())).isEqualTo(Map.of(0, 4L, 1, 4L, 2, 4L, 3, 4L));
    assertThat(tiers(lineUp.leechers())).isEqualTo(Map.of(0, 6L, 1, 6L, 2, 6L, 3, 6L));
  }

  @Test
  void nobodyRacesTwice() {
    var lineUp = draw(1);

    assertThat(Stream.concat(lineUp.seeders().stream(), lineUp.leechers().stream()))
        .extracting(Runner::entrant)
        .hasSize(40)
        .doesNotHaveDuplicates();
  }

  @Test
  void leechersArriveInOrderWithinTheirTime() {
    assertThat(draw(1).leechers())
        .extracting(Runner::startNs)
        .isSorted()
        .allSatisfy(startNs -> assertThat(startNs).isBetween(0L, ARRIVALS.toNanos()));
  }

  @Test
  void theSameSeedGivesTheSameRaceAndAnotherSeedAnotherOne() {
    assertThat(draw(1)).isEqualTo(draw(1)).isNotEqualTo(draw(2));
  }

  @Test
  void asManyClientsOfATierAreNeededAsBothRolesTake() {
    assertThat(LineUp.each(16, 40)).isEqualTo(10);
    assertThat(LineUp.each(2, 21)).isEqualTo(6);
  }

  private static LineUp draw(long seed) {
    return LineUp.draw(ENTRANTS, 16, 40, ARRIVALS, new Random(seed));
  }

  private static Map<Integer, Long> tiers(List<Runner> runners) {
    return runners.stream().collect(groupingBy(one -> one.entrant().tier(), counting()));
  }
}
