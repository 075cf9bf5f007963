package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BOOLEAN;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import org.jspecify.annotations.Nullable;

/** {@code registrations → registrations}. */
final class Registrations {
  static Projection<InfoHash, Registration> projection() {
    return new Newest<>(
        Registration::getInfoHash,
        Table.<Registration>named(Tables.REGISTRATIONS)
            .key(Tables.INFO_HASH, BYTES, registration -> registration.getInfoHash().bytes())
            .set("allowed", BOOLEAN, Registration::getAllowed)
            .set("private", BOOLEAN, Registration::getPrivateTorrent)
            .set("name", TEXT, Registration::getName)
            .set("size_bytes", BIGINT, Registration::getSizeBytes)
            .set("piece_length", INTEGER, Registration::getPieceLength)
            .set("licence", TEXT, Registration::getLicence)
            .set("alias_of", BYTES, Registrations::aliasOf)
            .set("at", TIME, Registration::getAtMs)
            .set("by", TEXT, Registration::getBy)
            .newestAlive(),
        Table.<InfoHash>named(Tables.REGISTRATIONS)
            .key(Tables.INFO_HASH, BYTES, InfoHash::bytes)
            .tombstones());
  }

  private static byte @Nullable [] aliasOf(Registration registration) {
    var aliasOf = registration.getAliasOf();
    return aliasOf == null ? null : aliasOf.bytes();
  }

  private Registrations() {}
}
