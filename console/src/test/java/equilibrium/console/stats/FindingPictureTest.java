package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.shape.Findings;
import equilibrium.console.stats.Verdicts.FindingRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingPictureTest {

  @Test
  void theLastTwoHoursOfAllRulesAreHeldAgainstTheOthers() {
    var findings = new Findings(Instant.EPOCH, 1, Instant.EPOCH, List.of(rule(50, 7), rule(60, 3)));

    assertThat(FindingPicture.rate(findings)).isEqualTo(new FindingRate(110, 10));
  }

  @Test
  void anHourWithoutFindingsHasNone() {
    var findings = new Findings(Instant.EPOCH, 1, Instant.EPOCH, List.of());

    assertThat(FindingPicture.rate(findings)).isEqualTo(new FindingRate(0, 0));
  }

  /** With some findings in the hour before the last, 4 in the last one, others in each other. */
  private static Findings.Rule rule(long recent, long others) {
    var hours = new ArrayList<>(Collections.nCopies(24, others));
    hours.set(22, recent);
    hours.set(23, 4L);
    return new Findings.Rule("R1", false, 1, hours);
  }
}
