package equilibrium.scoring.client;

import static equilibrium.schemas.event.SumKind.SEEDED_SECONDS;
import static equilibrium.schemas.event.SumKind.UPLOADED_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.DecayedSum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecayingSumsTest {
  private static final long HALF_LIFE_SECONDS = 1_000;
  private static final long HALF_LIFE_MS = 1_000_000;

  /** 1000 * 2^fraction, rounded down. */
  @ParameterizedTest(name = "1000 at {0} ms weigh {1}")
  @CsvSource({
    "0, 1000",
    "250000, 1189",
    "500000, 1414",
    "750000, 1681",
    "999999, 1999",
    "1000000, 1000",
  })
  void anAmountWeighsMoreTheLaterInItsEpoch(long atMs, long weight) {
    assertThat(DecayingSums.weighted(1_000, atMs, HALF_LIFE_SECONDS)).isEqualTo(weight);
  }

  @Test
  void aSumThatDoesNotFitStaysAtTheLargestLong() {
    assertThat(DecayingSums.weighted(Long.MAX_VALUE, 0, HALF_LIFE_SECONDS))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(DecayingSums.weighted(Long.MAX_VALUE, 1_500, HALF_LIFE_SECONDS))
        .isEqualTo(Long.MAX_VALUE);

    var full = added(added(List.of(), Long.MAX_VALUE, 0), 5, 0);

    assertThat(cells(full)).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void eachEpochHasItsCell() {
    var sums = added(List.of(), 10, 5 * HALF_LIFE_MS);
    sums = added(sums, 7, 7 * HALF_LIFE_MS);
    sums = added(sums, 1_000, 5 * HALF_LIFE_MS + HALF_LIFE_MS / 2);

    assertThat(cells(sums)).containsExactly(1_424L, 0L, 7L);
    assertThat(sums.getFirst().getNewestEpoch()).isEqualTo(7);
  }

  @Test
  void cellsThatAreWorthNothingAreForgotten() {
    var sums = added(List.of(), 10, 0);
    sums = added(sums, 20, HALF_LIFE_MS);
    sums = added(sums, 30, 16 * HALF_LIFE_MS);

    assertThat(cells(sums)).hasSize(16).startsWith(20L).endsWith(30L);
    assertThat(added(sums, 99, 0)).isEqualTo(sums);
    assertThat(cells(added(sums, 1, 50 * HALF_LIFE_MS))).containsExactly(1L);
  }

  @Test
  void aSumLosesHalfItsValueEveryHalfLife() {
    var sums = added(List.of(), 1_000_000, HALF_LIFE_MS * 3 / 2);

    for (int halfLives = 0; halfLives < 5; halfLives++) {
      long atMs = HALF_LIFE_MS * 3 / 2 + halfLives * HALF_LIFE_MS;
      assertThat(DecayingSums.value(sums, UPLOADED_BYTES, atMs))
          .isCloseTo(1_000_000.0 / (1 << halfLives), within(1.0));
    }
  }

  @Test
  void nothingAddsNothing() {
    assertThat(added(List.of(), 0, 5)).isEmpty();
    assertThat(DecayingSums.value(List.of(), UPLOADED_BYTES, 5)).isZero();
  }

  @RepeatedTest(50)
  void anyOrderGivesTheSameCells(RepetitionInfo run) {
    var random = new Random(run.getCurrentRepetition());
    record Amount(boolean seconds, long amount, long atMs) {}
    var amounts = new ArrayList<Amount>();
    for (int i = 0; i < 200; i++) {
      long amount = random.nextLong() >>> (1 + random.nextInt(63));
      amounts.add(new Amount(random.nextBoolean(), amount, random.nextLong(40 * HALF_LIFE_MS)));
    }

    var results = new ArrayList<List<DecayedSum>>();
    for (int order = 0; order < 5; order++) {
      List<DecayedSum> sums = List.of();
      for (Amount one : amounts) {
        var kind = one.seconds ? SEEDED_SECONDS : UPLOADED_BYTES;
        sums = DecayingSums.plus(sums, kind, HALF_LIFE_SECONDS, one.amount, one.atMs);
      }
      results.add(sums);
      Collections.shuffle(amounts, random);
    }

    assertThat(results).allMatch(sums -> sums.equals(results.getFirst()));
  }

  private static List<DecayedSum> added(List<DecayedSum> sums, long amount, long atMs) {
    return DecayingSums.plus(sums, UPLOADED_BYTES, HALF_LIFE_SECONDS, amount, atMs);
  }

  private static List<Long> cells(List<DecayedSum> sums) {
    return sums.getFirst().getCells();
  }
}
