package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.ClientId;

/** {@code case-decisions → case_decisions}. */
final class CaseDecisions {
  static Projection<ClientId, CaseDecision> projection() {
    return new Newest<>(
        CaseDecision::getClientId,
        Table.<CaseDecision>named(Tables.CASE_DECISIONS)
            .key(Tables.CLIENT_ID, BYTES, decision -> decision.getClientId().bytes())
            .set("case_id", TEXT, CaseDecision::getCaseId)
            .set("verdict", TEXT, decision -> decision.getVerdict().name())
            .set("at", TIME, CaseDecision::getAtMs)
            .set("by", TEXT, CaseDecision::getBy)
            .set("note", TEXT, CaseDecision::getNote)
            .newestAlive(),
        Table.<ClientId>named(Tables.CASE_DECISIONS)
            .key(Tables.CLIENT_ID, BYTES, ClientId::bytes)
            .tombstones());
  }

  private CaseDecisions() {}
}
