package equilibrium.ingress.follow;

import equilibrium.schemas.Ids;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The key of a table, of bytes.
 *
 * @param column its column, or an SQL expression over several
 * @param length bytes of each key
 */
record RowKey<K>(String column, int length, Function<byte[], K> of) {
  static final RowKey<ClientId> CLIENT =
      new RowKey<>(Tables.CLIENT_ID, Ids.CLIENT_ID_BYTES, ClientId::new);
  static final RowKey<InfoHash> TORRENT =
      new RowKey<>(Tables.INFO_HASH, Ids.INFO_HASH_BYTES, InfoHash::new);

  static final RowKey<InterventionKey> INTERVENTION =
      new RowKey<>(
          Tables.INFO_HASH + " || " + Tables.RECIPIENT,
          Ids.INFO_HASH_BYTES + Ids.CLIENT_ID_BYTES,
          RowKey::intervention);

  /** The name that readings give the key. */
  static final String NAME = "followed_key";

  private static InterventionKey intervention(byte[] bytes) {
    return new InterventionKey(
        new InfoHash(Arrays.copyOf(bytes, Ids.INFO_HASH_BYTES)),
        new ClientId(Arrays.copyOfRange(bytes, Ids.INFO_HASH_BYTES, bytes.length)));
  }

  K of(ResultSet row) throws SQLException {
    return of.apply(row.getBytes(NAME));
  }

  /**
   * The bytes of a key in hex; null: it is none. Every role that may connect may NOTIFY any text.
   */
  byte @Nullable [] parse(String hex) {
    return Ids.parse(hex, length);
  }
}
