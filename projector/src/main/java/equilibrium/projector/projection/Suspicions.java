package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BOOLEAN;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.BYTES_ARRAY;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TEXTS;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Suspicion;

/** {@code suspicions → suspicions}. */
final class Suspicions {
  static Projection<ClientId, Suspicion> projection() {
    return new Newest<>(
        Suspicion::getClientId,
        Table.<Suspicion>named(Tables.SUSPICIONS)
            .key(Tables.CLIENT_ID, BYTES, suspicion -> suspicion.getClientId().bytes())
            .set("at", TIME, Suspicion::getAtMs)
            .set("weight", INTEGER, Suspicion::getWeight)
            .set("level", INTEGER, Suspicion::getLevel)
            .set("broken", BOOLEAN, Suspicion::getBroken)
            .set("families", TEXTS, suspicion -> Literals.texts(suspicion.getFamilies()))
            .set("torrents", INTEGER, Suspicion::getTorrents)
            .set("cases", TEXTS, suspicion -> Literals.texts(suspicion.getCases()))
            .set("rules_version", INTEGER, Suspicion::getRulesVersion)
            .set("identity", TEXT, suspicion -> suspicion.getIdentity().name())
            .set("case_id", TEXT, Suspicion::getCaseId)
            .set("case_state", TEXT, suspicion -> suspicion.getCaseState().name())
            .set("opened_at", TIME, Suspicion::getOpenedAtMs)
            .set("findings", INTEGER, Suspicion::getFindings)
            .set("shadow_weight", INTEGER, Suspicion::getShadowWeight)
            .set("enforced", BOOLEAN, Suspicion::getEnforced)
            .set("until_at", TIME, Suspicion::getUntilMs)
            .set("recurrences", INTEGER, Suspicion::getRecurrences)
            .set("peer_ids", BYTES_ARRAY, Suspicions::peerIds)
            .newestAlive(),
        Table.<ClientId>named(Tables.SUSPICIONS)
            .key(Tables.CLIENT_ID, BYTES, ClientId::bytes)
            .tombstones());
  }

  private static String peerIds(Suspicion suspicion) {
    return Literals.byteStrings(suspicion.getPeerIds().stream().map(PeerId::bytes).toList());
  }

  private Suspicions() {}
}
