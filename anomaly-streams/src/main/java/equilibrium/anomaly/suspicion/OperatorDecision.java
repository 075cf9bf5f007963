package equilibrium.anomaly.suspicion;

import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseVerdict;

/**
 * What an operator decided.
 *
 * @param caseId the case that it is about
 * @param atMs milliseconds since 1970, tracker time
 */
record OperatorDecision(String caseId, CaseVerdict verdict, long atMs) {
  static OperatorDecision of(CaseDecision decision) {
    return new OperatorDecision(
        Limits.text(decision.getCaseId()), decision.getVerdict(), Limits.time(decision.getAtMs()));
  }
}
