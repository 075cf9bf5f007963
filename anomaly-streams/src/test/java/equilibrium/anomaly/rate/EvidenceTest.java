package equilibrium.anomaly.rate;

import static equilibrium.anomaly.rate.Samples.GB;
import static equilibrium.anomaly.rate.Samples.NOW;
import static equilibrium.anomaly.rate.Samples.claim;
import static equilibrium.anomaly.rate.Samples.contribution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceTest {
  private static final RateRule RULE = new RateRule(RateLimits.V1);
  private static final Evidence EVIDENCE = new Evidence(RateLimits.V1, true);

  @Test
  void aFindingIsComplete() {
    var claim = claim(1, 18, 0, 60, 90 * GB);

    var anomaly = EVIDENCE.record(RULE.ofSession(claim).orElseThrow(), contribution(claim).build());

    assertThat(anomaly)
        .isEqualTo(
            Anomaly.newBuilder()
                .setCaseId("R1-8b0f6cbd7272eb26e772")
                .setRule("R1")
                .setRulesVersion(1)
                .setClientId(Samples.client(3))
                .setIdentity(Identity.KEY)
                .setInfoHash(Samples.swarm(1))
                .setPeerIds(List.of(Samples.peer(1)))
                .setSinceMs(NOW - 60_000)
                .setDecidedAtMs(NOW)
                .setObserved(1.5e9)
                .setThreshold(1.25e9)
                .setWeight(4_000)
                .setConfidence(anomaly.getConfidence())
                .setNumbers(
                    Map.of(
                        "bytes", 9e10,
                        "seconds", 60.0,
                        "sessions", 1.0,
                        "claims", 1.0,
                        "leastBytes", 1_073_741_824.0,
                        "leastSeconds", 60.0,
                        "windowSeconds", 600.0,
                        "sharedIdentity", 0.0))
                .setEvents(List.of(new Position(0, 17L), new Position(0, 18L)))
                .setSourceVerified(true)
                .setShadow(true)
                .setSummary(
                    "One session claims to have uploaded 90.0 GB in 60 s: 1500 MB/s, over the hard"
                        + " limit of 1250 MB/s.")
                .build());
  }

  @Test
  void theCaseIsNamedByClientEventsAndRule() {
    var claim = claim(1, 18, 0, 60, 90 * GB);
    var later = claim(1, 19, 0, 60, 90 * GB);

    assertThat(caseId(claim, 3)).isEqualTo(caseId(claim, 3)).matches("R1-[0-9a-f]{20}");
    assertThat(caseId(claim, 4)).isNotEqualTo(caseId(claim, 3));
    assertThat(caseId(later, 3)).isNotEqualTo(caseId(claim, 3));
  }

  @Test
  void anAddressIsSaidToBeShared() {
    var claim = claim(1, 18, 0, 60, 90 * GB);
    var deciding = contribution(claim).setIdentity(Identity.ADDRESS).build();

    var anomaly = EVIDENCE.record(RULE.ofSession(claim).orElseThrow(), deciding);

    assertThat(anomaly.getNumbers()).containsEntry("sharedIdentity", 1.0);
    assertThat(anomaly.getSummary()).contains("an address, which people may share");
  }

  @Test
  void aFindingAcrossSwarmsNamesNoSwarmAndAtMostAHundredEvents() {
    var claims = new ArrayList<Claim>();
    for (int i = 0; i < 120; i++) {
      claims.add(claim(i, 10L * i + 1, 0, 60, (1 + i % 7) * GB));
    }

    var anomaly =
        EVIDENCE.record(
            RULE.ofClient(claims).orElseThrow(), contribution(claims.getLast()).build());

    assertThat(anomaly.getInfoHash()).isNull();
    assertThat(anomaly.getEvents()).hasSize(100).isSorted();
    assertThat(anomaly.getPeerIds()).hasSize(100);
    assertThat(anomaly.getSummary())
        .startsWith("120 reports of 120 sessions claim to have uploaded");
  }

  /** docs/policy.md 3.4: with a prior of 1 %, 6.9 nats are about 91 %, 9.2 about 99 %. */
  @ParameterizedTest(name = "{0} thousandths of a nat are believed to {1}")
  @CsvSource({"0, 0.01", "1000, 0.0267", "4000, 0.3555", "6900, 0.909", "9200, 0.990"})
  void confidenceFollowsFromTheWeight(int weight, double confidence) {
    assertThat(equilibrium.anomaly.evidence.Evidence.confidence(weight))
        .isEqualTo(confidence, within(0.0005));
  }

  private static String caseId(Claim claim, int client) {
    var deciding = contribution(claim).setClientId(Samples.client(client)).build();
    return EVIDENCE.record(RULE.ofSession(claim).orElseThrow(), deciding).getCaseId();
  }
}
