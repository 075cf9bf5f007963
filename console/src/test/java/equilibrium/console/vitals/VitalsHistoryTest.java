package equilibrium.console.vitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import equilibrium.console.shape.History;
import equilibrium.console.vitals.VitalsHistory.Span;
import equilibrium.schemas.event.Vitals;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VitalsHistoryTest {
  private static final long A = 17;

  /** A multiple of every step, so that figures lie in known ones. */
  private static final long NOW = 1_800_000_000;

  private static final long DAY = 86_400;

  private final VitalsHistory history = new VitalsHistory();

  @Test
  void countsAreRatesOfTheTimeBetweenTwoRecords() {
    take(A, vitals(NOW, 1).setAnnouncesHttp(100L).setAnnouncesUdp(1_000L).setCpuMs(500L));
    take(A, vitals(NOW + 5, 1).setAnnouncesHttp(110L).setAnnouncesUdp(1_040L).setCpuMs(3_000L));

    assertThat(points("announces", NOW, NOW + 60, 5)).containsExactly(point(NOW + 5, 10));
    assertThat(points("announces-http", NOW, NOW + 60, 5)).containsExactly(point(NOW + 5, 2));
    assertThat(points("cpu", NOW, NOW + 60, 5)).containsExactly(point(NOW + 5, 0.5));
    assertThat(history.history("all", null, span(NOW, NOW + 60, 5)).series())
        .extracting(History.Series::name)
        .containsExactly("announces", "announces-http", "announces-udp", "cpu");
  }

  @Test
  void anotherProcessOfTheNodeBeginsItsCountsAnew() {
    take(A, vitals(NOW, 1).setRefused(100L).setAnswered(50L).setNotRecorded(3L));
    take(A, vitals(NOW + 5, 2).setRefused(4L).setAnswered(5L).setNotRecorded(0L));
    take(A, vitals(NOW + 10, 2).setRefused(14L).setAnswered(7L).setNotRecorded(1L));

    var state = Objects.requireNonNull(history.state(A));
    assertThat(points("refused", NOW, NOW + 60, 5)).containsExactly(point(NOW + 10, 2));
    assertThat(state.answered()).isEqualTo(57);
    assertThat(state.notRecorded()).isEqualTo(4);
    assertThat(state.recordsAll()).isFalse();
  }

  @Test
  void halfAnHourIsFineAndADayIsCoarse() {
    for (long at = NOW - DAY - 600; at <= NOW; at += 5) {
      take(A, vitals(at, 1).setHeapBytes(1_024 * (at - NOW + 2 * DAY)));
    }

    var all = points("heap", NOW - 2 * DAY, NOW, 1);
    var day = points("heap", NOW - DAY, NOW, 480);

    assertThat(all).hasSizeBetween(1_700, 2_000);
    assertThat(all.getFirst()).first().isEqualTo((double) NOW - DAY + 60);
    assertThat(all.getLast()).first().isEqualTo((double) NOW);
    assertThat(apart(all).subList(0, 1_400)).containsOnly(60.0);
    assertThat(apart(all).subList(1_420, all.size() - 1)).containsOnly(5.0);
    assertThat(day).hasSize(181);
    assertThat(apart(day)).containsOnly(480.0);
  }

  private static List<Double> apart(List<List<Double>> points) {
    return IntStream.range(1, points.size())
        .mapToObj(i -> points.get(i).getFirst() - points.get(i - 1).getFirst())
        .toList();
  }

  @Test
  void manySeriesHaveFewerPointsEach() {
    for (long node = 0; node < VitalsHistory.MOST; node++) {
      for (long at = NOW - 1_795; at <= NOW; at += 5) {
        take(node, vitals(at, 1).setHeapBytes(1L).setQueued(1L).setSwarms(1L));
      }
    }

    var some = history.history("all", "heap,queued,swarms", span(NOW - 1_800, NOW, 1)).series();

    assertThat(some).hasSize(3 * VitalsHistory.MOST);
    assertThat(some.stream().mapToInt(each -> each.points().size()).sum())
        .isBetween(50_000, 100_000);
    assertThat(history.history("5", "heap", span(NOW - 1_800, NOW, 1)).series())
        .singleElement()
        .satisfies(one -> assertThat(one.points()).hasSizeGreaterThan(340));
  }

  @Test
  void aNodeThatIsSilentForADayIsForgottenAndSoIsTheMostSilentOfTooMany() {
    take(A, vitals(NOW, 1).setHeapBytes(1L));
    take(A + 1, vitals(NOW + DAY + 1, 1).setHeapBytes(1L));

    assertThat(history.state(A)).isNull();
    for (long node = 100; node < 100 + VitalsHistory.MOST; node++) {
      take(node, vitals(NOW + DAY + 2, 1).setHeapBytes(1L));
    }
    assertThat(history.state(A + 1)).isNull();
    assertThat(history.state(100)).isNotNull();
  }

  @Test
  void refusedAnnouncesOfAllNodesAreSharesOfTenMinutesAndOfADay() {
    for (long at = NOW - 3_600; at <= NOW; at += 5) {
      long late = Math.max(0, at - (NOW - 600));
      long passed = at - (NOW - 3_600);
      take(A, vitals(at, 1).setRefused(3 * late).setAnnouncesHttp(passed));
      take(A + 1, vitals(at, 1).setRefused(0L).setAnnouncesUdp(2 * passed));
    }

    var refusals = history.refusals(Instant.ofEpochSecond(NOW));

    assertThat(refusals.perSecond()).isCloseTo(3, within(0.05));
    assertThat(refusals.share()).isCloseTo(0.5, within(0.01));
    assertThat(refusals.usualShare()).isCloseTo(1 / 7.0, within(0.01));
    assertThat(history.refusals(Instant.ofEpochSecond(NOW + 700)).share()).isZero();
  }

  @Test
  void aNodeIsSlowWhenEveryRecordOfAMinuteSaysSo() {
    for (long at = NOW; at < NOW + 60; at += 5) {
      take(A + 1, vitals(at, 1).setReplyP99Us(at == NOW + 30 ? 250_000L : 250_001L));
      take(A, vitals(at, 1).setReplyP99Us(250_001L));
    }
    var before = history.slowFor(60);

    take(A + 1, vitals(NOW + 60, 1).setReplyP99Us(250_001L));
    take(A, vitals(NOW + 60, 1).setReplyP99Us(250_001L));
    var after = history.slowFor(60);

    assertThat(before).isNull();
    assertThat(after).isEqualTo(A);
    take(A, vitals(NOW + 65, 1)); // without replies
    assertThat(history.slowFor(60)).isNull();
  }

  @Test
  void aNodeWithAWrongClockIsHeldToTheBrokers() {
    history.take(A, vitals(NOW + DAY, 1).setHeapBytes(1L).build(), NOW * 1_000);

    assertThat(points("heap", NOW, NOW + 60, 5)).containsExactly(point(NOW + 5, 1));
  }

  @Test
  void whatThereIsNotIsRefusedWithWhatThereIs() {
    take(A, vitals(NOW, 1).setHeapBytes(1L));

    assertThatThrownBy(() -> history.history("18", null, span(NOW, NOW, 1)))
        .hasMessageContaining("?node: \"18\", expected all, or ids of members");
    assertThatThrownBy(() -> history.history("17", "heap,stack", span(NOW, NOW, 1)))
        .hasMessageContaining("?series: \"stack\", expected some of announces, announces-http,");
  }

  private static Vitals.Builder vitals(long second, long boot) {
    return Vitals.newBuilder()
        .setNode(A)
        .setProgram("ingress")
        .setBoot(boot)
        .setAtMs(second * 1_000);
  }

  private void take(long node, Vitals.Builder vitals) {
    var built = vitals.build();
    history.take(node, built, built.getAtMs());
  }

  private static Span span(long from, long to, int step) {
    return new Span(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to), step);
  }

  private List<List<Double>> points(String name, long from, long to, int step) {
    return history.history(Long.toString(A), name, span(from, to, step)).series().stream()
        .filter(series -> series.name().equals(name))
        .map(History.Series::points)
        .findFirst()
        .orElse(List.of());
  }

  private static List<Double> point(double second, double value) {
    return List.of(second, value);
  }
}
