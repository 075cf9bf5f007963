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
 * The key column of a table, of bytes.
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

  /**
   * The bytes of a key in hex; null: it is none. Every role that may connect may NOTIFY any text.
   */
  byte @Nullable [] parse(String hex) {
    return Ids.parse(hex, length);
  }
}
