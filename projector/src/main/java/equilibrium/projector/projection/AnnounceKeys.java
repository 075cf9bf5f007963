package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.ClientId;
import org.jspecify.annotations.Nullable;

/** {@code announce-keys → announce_keys}. */
final class AnnounceKeys {
  static Projection<ClientId, AnnounceKey> projection() {
    return new Newest<>(
        AnnounceKey::getClientId,
        Table.<AnnounceKey>named(Tables.ANNOUNCE_KEYS)
            .key(Tables.CLIENT_ID, BYTES, key -> key.getClientId().bytes())
            .set("key_id", BYTES, key -> key.getKeyId().bytes())
            .set("previous_key_id", BYTES, AnnounceKeys::previous)
            .set("previous_until", TIME, AnnounceKey::getPreviousUntilMs)
            .set("state", TEXT, key -> key.getState().name())
            .set("note", TEXT, AnnounceKey::getNote)
            .set("at", TIME, AnnounceKey::getAtMs)
            .set("by", TEXT, AnnounceKey::getBy)
            .newestAlive(),
        Table.<ClientId>named(Tables.ANNOUNCE_KEYS)
            .key(Tables.CLIENT_ID, BYTES, ClientId::bytes)
            .tombstones());
  }

  private static byte @Nullable [] previous(AnnounceKey key) {
    var previous = key.getPreviousKeyId();
    return previous == null ? null : previous.bytes();
  }

  private AnnounceKeys() {}
}
