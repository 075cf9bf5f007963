package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Course.GB;
import static equilibrium.anomaly.progress.Course.MB;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DemandRuleTest {
  private static final DemandRule RULE = new DemandRule(DetectionRules.V1.rule("R4"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Course course, int findings) {
    assertThat(course.found(RULE)).as(name).hasSize(findings);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(
            "a faker: the same upload whether anybody downloads or not",
            upload(18, _ -> 500 * MB),
            1),
        Arguments.of("a seeder that serves what is asked", upload(18, DemandRuleTest::demand), 0),
        Arguments.of("a seeder with a limit in a busy swarm", busy(), 0),
        Arguments.of("ten intervals only", upload(10, _ -> 500 * MB), 0),
        Arguments.of("small uploads", upload(18, _ -> 11 * MB / 2), 0));
  }

  /** What others download in an interval: nothing in each third one. */
  private static long demand(int interval) {
    return interval % 3 == 0 ? 0 : (1 + interval * 7 % 11) * 300L * MB;
  }

  private static Course upload(int intervals, IntToLongFunction uploaded) {
    return course(intervals, uploaded, DemandRuleTest::demand);
  }

  private static Course busy() {
    return course(18, interval -> 500 * MB + interval * 5 % 7, interval -> (5 + interval % 4) * GB);
  }

  private static Course course(int intervals, IntToLongFunction sent, IntToLongFunction demand) {
    var course = Course.of("-LT20A0");
    long swarm = 0;
    for (int i = 1; i <= intervals; i++) {
      swarm += demand.applyAsLong(i);
      long downloaded = swarm;
      long uploaded = sent.applyAsLong(i);
      course.then(interval ->
          interval
              .setUploaded(uploaded)
              .setUploadedClaimed(uploaded)
              .setSwarmDownloaded(downloaded));
    }
    return course;
  }
}
