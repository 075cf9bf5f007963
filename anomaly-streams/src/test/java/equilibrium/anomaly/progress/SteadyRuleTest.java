package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Course.MB;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SteadyRuleTest {
  private static final SteadyRule RULE = new SteadyRule(DetectionRules.V1.rule("R5"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Course course, int findings) {
    assertThat(course.signals(RULE)).as(name).hasSize(findings);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(
            "RatioMaster: a constant rate while leechers come and go",
            rate(21, _ -> 360 * MB, interval -> 1 + interval % 5),
            1),
        Arguments.of(
            "the same, with 5 % of noise",
            rate(21, interval -> (342 + interval % 5 * 9) * MB, interval -> 1 + interval % 5), 1),
        Arguments.of(
            "a real seeder",
            rate(21, interval -> (50 + interval * 37 % 300) * MB, interval -> 1 + interval % 5),
            0),
        Arguments.of(
            "a saturated limit in a swarm that does not change",
            rate(21, _ -> 360 * MB, _ -> 8),
            0),
        Arguments.of(
            "nineteen intervals", rate(19, _ -> 360 * MB, interval -> 1 + interval % 5), 0),
        Arguments.of("too slow to judge", rate(21, _ -> 18 * MB, interval -> 1 + interval % 5), 0));
  }

  private static Course rate(int intervals, IntToLongFunction sent, IntUnaryOperator leechers) {
    var course = Course.of("-UT3550");
    for (int i = 0; i < intervals; i++) {
      long uploaded = sent.applyAsLong(i);
      int others = leechers.applyAsInt(i);
      course.then(interval -> interval.setUploadedClaimed(uploaded).setLeechers(others));
    }
    return course;
  }
}
