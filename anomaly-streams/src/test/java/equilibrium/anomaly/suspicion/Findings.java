package equilibrium.anomaly.suspicion;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Findings and decisions that say what matters to a test. Times are hours after one moment. */
public final class Findings {
  static final long NOW = SampleEvents.NOW;
  public static final ClientId CLIENT = Ids.clientId(3);

  public static long at(double hours) {
    return NOW + (long) (hours * Duration.ofHours(1).toMillis());
  }

  /**
   * A finding that has effect, about client 3.
   *
   * @param swarm in which; 0: in several
   * @param weight thousandths of a nat
   */
  public static Anomaly.Builder finding(String rule, int swarm, int weight, double hours) {
    return Anomaly.newBuilder()
        .setCaseId("%s-%d-%s".formatted(rule, swarm, hours))
        .setRule(rule)
        .setRulesVersion(1)
        .setClientId(CLIENT)
        .setIdentity(Identity.KEY)
        .setInfoHash(swarm == 0 ? null : Ids.infoHash(swarm))
        .setPeerIds(List.of(Ids.peerId(1 + swarm)))
        .setSinceMs(at(hours) - 1_000)
        .setDecidedAtMs(at(hours))
        .setObserved(2)
        .setThreshold(1)
        .setWeight(weight)
        .setConfidence(0.5)
        .setNumbers(Map.of())
        .setEvents(List.of())
        .setSourceVerified(true)
        .setShadow(false)
        .setSummary("too much");
  }

  public static CaseDecision decision(String caseId, CaseVerdict verdict, double hours) {
    return new CaseDecision(CLIENT, caseId, verdict, at(hours), "operator", "");
  }

  private Findings() {}
}
