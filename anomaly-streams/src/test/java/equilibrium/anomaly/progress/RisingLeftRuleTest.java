package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Course.GB;
import static equilibrium.anomaly.progress.Course.MB;
import static equilibrium.anomaly.progress.Course.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RisingLeftRuleTest {
  private static final RisingLeftRule RULE = new RisingLeftRule(DetectionRules.V1.rule("L4"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Course course, int findings) {
    assertThat(course.found(RULE)).as(name).hasSize(findings);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("a failing disk: four times a day", rising(4), 1),
        Arguments.of("a recheck", rising(1), 0),
        Arguments.of("two rechecks", rising(2), 0),
        Arguments.of("pieces that fail their hash: little", little(), 0),
        Arguments.of("an honest download", honest(), 0));
  }

  private static Course rising(int times) {
    var course = Course.of("-qB4650").leeching(GB, 5 * GB);
    for (int i = 0; i < times; i++) {
      course.leeching(GB, 4 * GB).leeching(GB, 6 * GB);
    }
    return course;
  }

  private static Course little() {
    var course = Course.of("-qB4650").leeching(GB, 5 * GB);
    for (int i = 0; i < 10; i++) {
      course.leeching(GB, 4 * GB).leeching(GB, 4 * GB + 400 * MB);
    }
    return course;
  }

  private static Course honest() {
    var course = Course.of("-qB4650");
    for (int i = 1; i < 10; i++) {
      course.leeching(GB, SIZE - i * GB);
    }
    return course;
  }
}
