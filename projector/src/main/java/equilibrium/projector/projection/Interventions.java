package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Table;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.Intervention;
import org.jspecify.annotations.Nullable;

/** {@code interventions → interventions}. */
final class Interventions {
  static Projection<InterventionKey, Intervention> projection() {
    return new Newest<>(
        intervention ->
            new InterventionKey(intervention.getInfoHash(), intervention.getRecipient()),
        Table.<Intervention>named(Tables.INTERVENTIONS)
            .key(Tables.INFO_HASH, BYTES, intervention -> intervention.getInfoHash().bytes())
            .key(Tables.RECIPIENT, BYTES, intervention -> intervention.getRecipient().bytes())
            .set("subject", BYTES, intervention -> intervention.getSubject().bytes())
            .set("kind", TEXT, intervention -> intervention.getKind().name())
            .set("text", TEXT, Intervention::getText)
            .set("address", BYTES, Interventions::address)
            .set("address_key", INTEGER, Intervention::getAddressKey)
            .set("port", INTEGER, Intervention::getPort)
            .set("case_id", TEXT, Intervention::getCaseId)
            .set("from_at", TIME, Intervention::getFromMs)
            .set("until_at", TIME, Intervention::getUntilMs)
            .set("announces", INTEGER, Intervention::getAnnounces)
            .newestAlive(),
        Table.<InterventionKey>named(Tables.INTERVENTIONS)
            .key(Tables.INFO_HASH, BYTES, key -> key.infoHash().bytes())
            .key(Tables.RECIPIENT, BYTES, key -> key.recipient().bytes())
            .tombstones());
  }

  private static byte @Nullable [] address(Intervention intervention) {
    var address = intervention.getAddress();
    return address == null ? null : address.bytes();
  }

  private Interventions() {}
}
