package equilibrium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** When a run sends and measures; the tests say what time it is. */
class RunTest {
  private static final long MS = 1_000_000;
  private static final Meter NOTHING = new Meter(0, 0);

  @Test
  void atAFixedRateAnnouncesAreDueAtTheirTimeHoweverLateTheyAreSent() {
    var run = new Run(new Run.Length(0, 1, 1_000), 1_000, NOTHING);
    run.goesOn(0);

    assertThat(run.take(0)).isZero();
    assertThat(run.take(0)).isEqualTo(-1);
    assertThat(run.take(30 * MS)).isEqualTo(1 * MS);
    assertThat(run.take(30 * MS)).isEqualTo(2 * MS);
  }

  @Test
  void withoutARateAnAnnounceIsDueWhenItIsSent() {
    var run = new Run(new Run.Length(0, 1, 1_000), 0, NOTHING);
    run.goesOn(0);

    assertThat(run.take(5 * MS)).isEqualTo(5 * MS);
    assertThat(run.take(5 * MS)).isEqualTo(5 * MS);
  }

  @Test
  void whatIsAnsweredWhileItWarmsUpDoesNotCount() {
    var run = new Run(new Run.Length(1, 2, 1_000), 0, NOTHING);
    run.goesOn(0);
    reply(run, 100);
    run.goesOn(1_000 * MS);
    reply(run, 10);

    assertThat(run.goesOn(2_999 * MS)).isTrue();
    assertThat(run.goesOn(3_000 * MS)).isFalse();

    var figures = run.figures();
    assertThat(figures.answered()).isEqualTo(10);
    assertThat(figures.rate()).isEqualTo(5, within(0.01));
  }

  @Test
  void aRunEndsWithTheMostAnnouncesToo() {
    var run = new Run(new Run.Length(0, 60, 2), 0, NOTHING);
    run.goesOn(0);

    run.take(0);
    assertThat(run.goesOn(1)).isTrue();
    run.take(1);
    assertThat(run.take(1)).isEqualTo(-1);
    assertThat(run.goesOn(2)).isFalse();
  }

  @Test
  void announcesThatWereDueAndNeverSentAreLost() {
    var run = new Run(new Run.Length(0, 1, 1_000), 10, NOTHING);
    run.goesOn(0);
    run.take(0);
    reply(run, 1);

    run.goesOn(1_000 * MS);

    assertThat(run.isBehind()).isTrue();
    assertThat(run.figures().lost()).isEqualTo(9);
    assertThat(run.isBehind()).isFalse();
  }

  @Test
  void itWaitsThreeSecondsForTheLastReplies() {
    var run = new Run(new Run.Length(0, 1, 1_000), 0, NOTHING);
    run.goesOn(0);
    run.goesOn(1_000 * MS);

    assertThat(run.isPatient(3_999 * MS)).isTrue();
    assertThat(run.isPatient(4_000 * MS)).isFalse();
  }

  private static void reply(Run run, int times) {
    for (int i = 0; i < times; i++) {
      run.tally().reply(Content.LISTED, 1, true, MS);
    }
  }
}
