package equilibrium.scoring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.scoring.rules.OnlineSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OnlineTimeTest {
  private static final long PERIOD_MS = OnlineSamples.SECONDS * 1_000;
  private static final long START = 1_000_000;

  private record Interval(long atMs, long seconds) {}

  @Test
  void aSampleCountsAClientThatIsOnline() {
    assertThat(samples(new Interval(START * PERIOD_MS, 1))).isEqualTo(1);
    assertThat(samples(new Interval(START * PERIOD_MS - 1, 1_799))).isZero();
    assertThat(samples(new Interval(START * PERIOD_MS + 900_000, 2_701))).isEqualTo(2);
    assertThat(samples(new Interval(START * PERIOD_MS, 0))).isZero();
  }

  /** An interval starts where the last one ended; that moment counts once. */
  @Test
  void intervalsThatFollowOneAnotherAddUp() {
    var day = new ArrayList<Interval>();
    for (int i = 1; i <= 48 * 6; i++) {
      day.add(new Interval(START * PERIOD_MS + i * 300_000L, 300));
    }

    assertThat(samples(day.toArray(new Interval[0]))).isEqualTo(48);
  }

  @Test
  void manySessionsAtOnceCountOnce() {
    var one = new Interval(START * PERIOD_MS + 5_000, 1_800);
    var other = new Interval(START * PERIOD_MS + 900_000, 1_800);

    assertThat(samples(one, other, one)).isEqualTo(samples(one)).isEqualTo(1);
  }

  /** A thousand sessions of ten minutes are 600,000 s. */
  @Test
  void samplesMeasureShortVisitsOnAverage() {
    var random = new Random(1);
    int samples = 0;
    for (int i = 0; i < 1_000; i++) {
      samples += samples(new Interval(START * PERIOD_MS + random.nextLong(50 * PERIOD_MS), 600));
    }

    assertThat(samples * (double) OnlineSamples.SECONDS).isCloseTo(600_000, within(60_000.0));
  }

  /** Within the 14 days that are remembered. */
  @RepeatedTest(20)
  void anyOrderGivesTheSame(RepetitionInfo run) {
    var random = new Random(run.getCurrentRepetition());
    var intervals = new ArrayList<Interval>();
    for (int i = 0; i < 300; i++) {
      intervals.add(
          new Interval(
              START * PERIOD_MS + random.nextLong(700 * PERIOD_MS), random.nextLong(2_700)));
    }

    var once = folded(intervals);
    Collections.shuffle(intervals, random);

    assertThat(folded(intervals)).isEqualTo(once);
  }

  @Test
  void samplesOlderThanTheRememberedOnesAddNothing() {
    var newest = new Interval(START * PERIOD_MS, 10);
    var edge = new Interval((START - 703) * PERIOD_MS, 10);
    var older = new Interval((START - 704) * PERIOD_MS, 10);

    assertThat(samples(newest, edge)).isEqualTo(2);
    assertThat(samples(newest, older)).isEqualTo(1);
  }

  @Test
  void itsStoredFormGivesItBack() {
    var online = folded(List.of(new Interval(START * PERIOD_MS, 2_700), new Interval(5, 5)));

    assertThat(OnlineTime.of(online.newest(), online.counted())).isEqualTo(online);
  }

  private static int samples(Interval... intervals) {
    var samples = new ArrayList<Long>();
    var online = OnlineTime.NEVER;
    for (Interval interval : intervals) {
      online = online.plus(interval.atMs, interval.seconds, samples::add);
    }
    return samples.size();
  }

  private static OnlineTime folded(List<Interval> intervals) {
    var online = OnlineTime.NEVER;
    for (Interval interval : intervals) {
      online = online.plus(interval.atMs, interval.seconds, _ -> {});
    }
    return online;
  }
}
