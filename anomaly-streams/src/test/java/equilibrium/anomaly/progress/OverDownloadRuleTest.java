package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Course.GB;
import static equilibrium.anomaly.progress.Course.MB;
import static equilibrium.anomaly.progress.Course.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.Role;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OverDownloadRuleTest {
  private static final OverDownloadRule RULE = new OverDownloadRule(DetectionRules.V1.rule("L1"));

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("cases")
  void findsNoMoreAndNoLess(String name, Course course, int findings) {
    assertThat(course.found(RULE)).as(name).hasSize(findings);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("Xunlei: downloads the same again", repeats("-XL0019"), 1),
        Arguments.of("an honest download", honest("-TR4060"), 0),
        Arguments.of("one tenth more: redundant blocks", redundant(), 0),
        Arguments.of("aria2 counts mirrors", repeats("A2-1-36"), 0),
        Arguments.of("rTorrent counts too much (rtorrent#561)", repeats("-lt0D80"), 0),
        Arguments.of("WebTorrent counts the disk", repeats("-WW0102"), 0),
        Arguments.of("a recheck takes 4 GB away, which come again", recheck(), 0),
        Arguments.of("a size that nobody knows", unknownSize(), 0));
  }

  private static Course honest(String client) {
    var course = Course.of(client);
    for (int i = 1; i <= 10; i++) {
      course.leeching(GB, SIZE - i * GB);
    }
    return course;
  }

  private static Course repeats(String client) {
    var course = Course.of(client);
    for (int i = 1; i <= 10; i++) {
      course.leeching(2 * GB, 9 * GB);
    }
    return course;
  }

  private static Course redundant() {
    var course = Course.of("-LT20A0");
    for (int i = 1; i <= 9; i++) {
      long left = SIZE - i * GB;
      course.then(interval ->
          interval.setRole(Role.LEECHER).setDownloaded(GB).setRedundant(100 * MB).setLeft(left));
    }
    return course;
  }

  private static Course recheck() {
    return Course.of("-TR4060")
        .leeching(GB, 6 * GB)
        .leeching(3 * GB, 3 * GB)
        .leeching(GB, 7 * GB)
        .leeching(4 * GB, 3 * GB)
        .leeching(3 * GB, 0);
  }

  private static Course unknownSize() {
    var course = Course.of("-XL0019");
    for (int i = 0; i < 10; i++) {
      course.then(interval ->
          interval.setRole(Role.LEECHER).setDownloaded(2 * GB).setLeft(GB).setSizeBytes(0));
    }
    return course;
  }
}
