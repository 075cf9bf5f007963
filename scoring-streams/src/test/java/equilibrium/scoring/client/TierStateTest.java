package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.scoring.rules.ClientRules;
import equilibrium.scoring.rules.ScoringRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierStateTest {
  private static final ClientRules RULES = ScoringRules.V3.clients();
  private static final Cuts CUTS = new Cuts(1, List.of(100_000, 200_000, 300_000));
  private static final long HOUR_MS = 3_600_000;
  private static final long TEN_MINUTES_MS = 600_000;

  private TierState state = TierState.NEW;
  private long nowMs;

  @ParameterizedTest(name = "the second evaluation with {0} points: tier {1}")
  @CsvSource({"0, 0", "100, 0", "101, 1", "1000, 1"})
  void aSecondEvaluationAboveTheNextCutRaises(int score, int tier) {
    assertThat(seen(score)).isZero();
    assertThat(seen(score)).isZero(); // at the same moment

    nowMs += TEN_MINUTES_MS;

    assertThat(seen(score)).isEqualTo(tier);
  }

  @Test
  void noClientRisesByAnAnnounceAlone() {
    for (int i = 0; i < 9; i++) {
      var seen = new TierState.Scored(i * HOUR_MS, 999, 999, 3, TierState.Rise.NOT_YET);
      state = state.next(seen, CUTS, RULES);
    }

    assertThat(state).isEqualTo(TierState.NEW);
  }

  @Test
  void aDipBetweenTwoReviewsStartsTheRunAgain() {
    assertThat(after(TEN_MINUTES_MS, 150)).isZero();
    assertThat(after(TEN_MINUTES_MS, 90)).isZero();
    assertThat(after(TEN_MINUTES_MS, 150)).isZero();
    assertThat(after(TEN_MINUTES_MS, 150)).isEqualTo(1);
  }

  @Test
  void oneTierInSixHours() {
    state = new TierState(0, 0, TierState.NEVER, TierState.NEVER, TierState.NEVER);
    var tiers = new ArrayList<Integer>();
    for (int hour = 0; hour < 20; hour++) {
      tiers.add(after(HOUR_MS, 999));
    }

    assertThat(tiers).containsExactly(0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3);
  }

  /** 92 % of 200 is 184, and 105 % of it 210. */
  @ParameterizedTest(name = "a day with {0} points, then one with {1}: tier {2}, then {3}")
  @CsvSource({
    "184, 999, 2, 3",
    "183, 210, 1, 1",
    "183, 211, 1, 2",
    "183, 201, 1, 1",
    "0, 0, 1, 0",
  })
  void aClientThatFellNeedsMoreToRiseAgain(int low, int high, int fallen, int back) {
    state = new TierState(2, 2, TierState.NEVER, TierState.NEVER, TierState.NEVER);
    assertThat(seen(low)).isEqualTo(2);
    assertThat(after(24 * HOUR_MS - 1, low)).isEqualTo(2);
    assertThat(after(1, low)).isEqualTo(fallen);

    after(HOUR_MS, high);

    assertThat(after(24 * HOUR_MS, high)).isEqualTo(back);
  }

  @Test
  void anHourAboveWithinTheDayKeepsTheTier() {
    state = new TierState(2, 2, TierState.NEVER, TierState.NEVER, TierState.NEVER);
    seen(100);
    after(23 * HOUR_MS, 190);
    after(HOUR_MS, 100);

    assertThat(after(23 * HOUR_MS, 100)).isEqualTo(2);
    assertThat(after(HOUR_MS, 100)).isEqualTo(1);
  }

  /** Without suspicion the score is high enough, so the client falls at once. */
  @Test
  void suspicionDemotesAtOnce() {
    state = new TierState(3, 3, TierState.NEVER, TierState.NEVER, TierState.NEVER);

    state =
        state.next(new TierState.Scored(nowMs, 150, 400, 3, TierState.Rise.ALLOWED), CUTS, RULES);
    assertThat(state.tier()).isEqualTo(1);

    state =
        state.next(
            new TierState.Scored(nowMs + 1, 0, 400, 3, TierState.Rise.FORBIDDEN), CUTS, RULES);
    assertThat(state.tier()).isZero();
  }

  @Test
  void aFrozenClientDoesNotRise() {
    for (int i = 0; i < 9; i++) {
      state =
          state.next(
              new TierState.Scored(i * HOUR_MS, 999, 999, 3, TierState.Rise.FORBIDDEN),
              CUTS,
              RULES);
    }

    assertThat(state.tier()).isZero();
  }

  @Test
  void noClientRisesAboveItsHighestTierOrWithoutCuts() {
    for (int i = 0; i < 9; i++) {
      state =
          state.next(
              new TierState.Scored(i * 9L * HOUR_MS, 999, 999, 1, TierState.Rise.ALLOWED),
              CUTS,
              RULES);
    }
    assertThat(state.tier()).isEqualTo(1);

    var high = new TierState(3, 3, 0, TierState.NEVER, TierState.NEVER);
    var now = new TierState.Scored(100 * HOUR_MS, 999, 999, 1, TierState.Rise.ALLOWED);
    assertThat(high.next(now, CUTS, RULES).tier()).isEqualTo(1);
    assertThat(TierState.NEW.next(now, Cuts.NONE, RULES)).isEqualTo(TierState.NEW);
  }

  private int after(long ms, int score) {
    nowMs += ms;
    return seen(score);
  }

  private int seen(int score) {
    state =
        state.next(
            new TierState.Scored(nowMs, score, score, 3, TierState.Rise.ALLOWED), CUTS, RULES);
    return state.tier();
  }
}
