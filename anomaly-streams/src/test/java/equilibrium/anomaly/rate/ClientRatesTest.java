package equilibrium.anomaly.rate;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.MB;
import static equilibrium.anomaly.rate.Samples.claim;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rate.Finding.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
  private static final RateRule RULE = new RateRule(RateLimits.V1);
  private final List<Finding> findings = new ArrayList<>();
  private ClientRates rates = ClientRates.NONE;

  @Test
  void aSessionIsReportedOnceAWindow() {
    for (int minute = 0; minute < 25; minute++) {
      take(claim(1, minute, minute * 60L, 60, 10 * GB));
    }

    assertThat(reported(Scope.SESSION)).containsExactly("SOFT 0", "SOFT 10", "SOFT 20");
  }

  @Test
  void aSessionThatGetsWorseIsReportedAtOnce() {
    take(claim(1, 0, 0, 60, 10 * GB));
    take(claim(1, 1, 60, 60, 100 * GB));
    take(claim(1, 2, 120, 60, 10 * GB));

    assertThat(reported(Scope.SESSION)).containsExactly("SOFT 0", "HARD 1");
  }

  @Test
  void theSumIsReportedOnceAWindowUnlessItGetsWorse() {
    for (int i = 0; i < 30; i++) {
      take(claim(i, i, i, 60, 7 * GB));
    }

    assertThat(reported(Scope.CLIENT)).containsExactly("SOFT 1", "HARD 12");
  }

  @Test
  void theSumIsReportedAgainAfterTheWindow() {
    take(claim(1, 1, 0, 60, 7 * GB));
    take(claim(2, 2, 0, 60, 7 * GB));
    take(claim(3, 3, 599, 60, 7 * GB));
    take(claim(4, 4, 599, 60, 7 * GB));
    take(claim(5, 5, 600, 60, 7 * GB));

    assertThat(reported(Scope.CLIENT)).containsExactly("SOFT 2", "SOFT 5");
  }

  @Test
  void theSameContributionAgainChangesNothing() {
    take(claim(1, 1, 0, 60, 100 * GB));
    var before = rates;

    take(claim(1, 1, 0, 60, 100 * GB));

    assertThat(rates).isEqualTo(before);
    assertThat(findings).hasSize(1);
  }

  @Test
  void aLateClaimIsJudgedAloneButNotAddedUp() {
    take(claim(1, 1, 0, 60, 7 * GB));

    take(claim(2, 2, -600, 60, 100 * GB));

    assertThat(rates.claims()).hasSize(1);
    assertThat(reported(Scope.SESSION)).containsExactly("HARD 2");
    assertThat(reported(Scope.CLIENT)).isEmpty();
  }

  @Test
  void theSmallestClaimIsDroppedBeyondTheLimit() {
    for (int i = 0; i < 300; i++) {
      take(claim(i, i, 0, 4_000, (5 + i) * MB));
    }

    assertThat(rates.claims()).hasSize(200);
    assertThat(rates.claims()).allMatch(claim -> claim.uploaded() >= 105 * MB);
  }

  private void take(Claim claim) {
    var judged = rates.after(claim, RULE);
    rates = judged.state();
    findings.addAll(judged.findings());
  }

  /** Severity and newest event of each finding. */
  private List<String> reported(Scope scope) {
    return findings.stream()
        .filter(finding -> finding.scope() == scope)
        .map(finding ->
            finding.severity()
                + " "
                + finding.claims().stream().mapToLong(c -> c.source().getOffset()).max().orElse(-1))
        .toList();
  }
}
