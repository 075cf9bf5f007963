package equilibrium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long MS = 1_000_000;

  private final Tally tally = new Tally();

  @Test
  void cpuTimeIsDividedByAnnouncesAndIntoUserAndSystem() {
    var used = new Usage(2_000 * MS, 50, 150, 500 * MS, 1_000 * MS, 400);

    var figures = Figures.of(100_000, 4, used, tally);

    assertThat(figures.rate()).isEqualTo(25_000);
    assertThat(figures.cpuUs()).isEqualTo(20, within(1e-9));
    assertThat(figures.userUs()).isEqualTo(5, within(1e-9));
    assertThat(figures.systemUs()).isEqualTo(15, within(1e-9));
    assertThat(figures.logUs()).isEqualTo(5, within(1e-9));
    assertThat(figures.serverLoad()).isEqualTo(0.5, within(1e-9));
    assertThat(figures.otherLoad()).isEqualTo(0.125, within(1e-9)); // 4 s busy, 3.5 s known
    assertThat(figures.isDisturbed()).isFalse();
  }

  @Test
  void aRunBesideOtherLoadIsDisturbed() {
    var used = new Usage(0, 0, 0, 0, 0, 25);

    assertThat(Figures.of(1, 1, used, tally).isDisturbed()).isTrue();
  }

  @Test
  void percentilesAreThoseOfTheTimesOfAllReplies() {
    for (int ms = 1; ms <= 1_000; ms++) {
      tally.reply(Content.LISTED, 1, true, ms * MS);
    }

    var figures = figures();

    assertThat(figures.p50Ms()).isEqualTo(500, within(1.0));
    assertThat(figures.p99Ms()).isEqualTo(990, within(1.0));
    assertThat(figures.p999Ms()).isEqualTo(999, within(1.0));
  }

  @Test
  void aListCountsAsEmptyOnlyWhereTheSwarmHasOthers() {
    tally.reply(Content.LISTED, 0, false, MS);
    assertThat(figures().wrong()).isZero();

    tally.reply(Content.LISTED, 0, true, MS);
    assertThat(figures().wrong()).isEqualTo(1);
  }

  @Test
  void failuresAndMalformedRepliesAreWrongAndShown() {
    tally.reply(Content.FAILURE, 0, true, MS);
    tally.reply(Content.MALFORMED, 0, true, MS);
    tally.reply(Content.UNRECORDED, 3, true, MS);
    byte[] text = "d14:failure\0reason".getBytes(StandardCharsets.US_ASCII);
    tally.show(text, text.length);

    assertThat(figures().wrong()).isEqualTo(2);
    assertThat(figures().unrecorded()).isEqualTo(1);
    assertThat(tally.firstWrong()).isEqualTo("d14:failure.reason");
  }

  @Test
  void aRunIsGoodWithFewLossesAndHardlyAnyWrongReply() {
    assertThat(of(1_000, 20, 1).isGood()).isTrue();
    assertThat(of(1_000, 21, 0).isGood()).isFalse();
    assertThat(of(1_000, 0, 2).isGood()).isFalse();
    assertThat(of(0, 1, 0).isGood()).isFalse();
  }

  @Test
  void theNameOfAProgramDoesNotHideItsTicks() {
    var stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 900 0 0 0 123 45 0 0 20 0 30 0 1000 1 2\n";

    assertThat(Meter.ticks(stat)).isEqualTo(new Meter.Ticks(123, 45));
    assertThat(Meter.ticks("")).isEqualTo(new Meter.Ticks(0, 0));
  }

  @Test
  void idleTimeAndTimeTakenByOtherMachinesAreNotBusy() {
    var stat = "cpu  10 20 30 9999 9999 1 2 9999 9999 9999\ncpu0 5 5 5 5 5 5 5 5 5 5\n";

    assertThat(Meter.busy(stat)).isEqualTo(63);
  }

  private Figures figures() {
    return Figures.of(tally.answered(), 1, Usage.NONE, tally);
  }

  private static Figures of(int answered, int lost, int wrong) {
    var counts = new Tally();
    counts.lost(lost);
    for (int i = 0; i < wrong; i++) {
      counts.reply(Content.FAILURE, 0, true, MS);
    }
    return Figures.of(answered, 1, Usage.NONE, counts);
  }
}
