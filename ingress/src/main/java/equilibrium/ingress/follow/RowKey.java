package equilibrium.ingress.follow;

import equilibrium.schemas.Ids;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The column of bytes that rows are known by.
 *
 * @param length bytes of each key
 */
record RowKey<K>(String column, int length, Function<byte[], K> of) {
  static final RowKey<ClientId> CLIENT =
      new RowKey<>(Tables.CLIENT_ID, Ids.CLIENT_ID_BYTES, ClientId::new);
  static final RowKey<InfoHash> TORRENT =
      new RowKey<>(Tables.INFO_HASH, Ids.INFO_HASH_BYTES, InfoHash::new);

  K of(ResultSet row) throws SQLException {
    return of.apply(row.getBytes(column));
  }

  /** The key's bytes; null: it is none. Anybody who may connect may notify whatever they like. */
  byte @Nullable [] parse(String hex) {
    return Ids.parse(hex, length);
  }
}
