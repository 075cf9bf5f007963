package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Course.GB;
import static equilibrium.anomaly.progress.Course.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HiddenDownloadRuleTest {
  private static final HiddenDownloadRule RULE =
      new HiddenDownloadRule(DetectionRules.V1.rule("L2"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Course course, int findings) {
    assertThat(course.found(RULE)).as(name).hasSize(findings);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(
            "RatioGhost: nothing downloaded, and yet it gets nearer", hidden("-UT3550", 8), 1),
        Arguments.of("an honest download", honest(), 0),
        Arguments.of("Transmission with web seeds", hidden("-TR4060", 8), 0),
        Arguments.of("BiglyBT in a local network", hidden("-BI3300", 8), 0),
        Arguments.of("a cross-seed: one jump", jump(), 0),
        Arguments.of("a recheck that finds what was there", recheck(), 0),
        Arguments.of("a leecher that waits", waiting(), 0));
  }

  private static Course hidden(String client, int intervals) {
    var course = Course.of(client);
    for (int i = 0; i < intervals; i++) {
      course.leeching(0, SIZE - i * GB);
    }
    return course;
  }

  private static Course honest() {
    var course = Course.of("-UT3550").leeching(0, SIZE);
    for (int i = 1; i < 10; i++) {
      course.leeching(GB, SIZE - i * GB);
    }
    return course;
  }

  private static Course jump() {
    return Course.of("-UT3550").leeching(0, SIZE).leeching(0, SIZE).leeching(0, GB).leeching(GB, 0);
  }

  private static Course recheck() {
    return Course.of("-qB4650")
        .leeching(0, 5 * GB)
        .leeching(0, 9 * GB)
        .leeching(0, 5 * GB)
        .leeching(2 * GB, 3 * GB)
        .leeching(3 * GB, 0);
  }

  private static Course waiting() {
    var course = Course.of("-UT3550");
    for (int i = 0; i < 20; i++) {
      course.leeching(0, 5 * GB);
    }
    return course;
  }
}
