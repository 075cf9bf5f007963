package equilibrium.ingress.follow;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key column of a table, of bytes.
 *
 * @param length bytes of each key
 */
record RowKey<K>(String column, int length, Function<byte[], K> of) {
  static final RowKey<ClientId> CLIENT = new RowKey<>("client_id", 16, ClientId::new);
  static final RowKey<InfoHash> TORRENT = new RowKey<>("info_hash", 20, InfoHash::new);

  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2})*");

  K of(ResultSet row) throws SQLException {
    return of.apply(row.getBytes(column));
  }

  /**
   * The bytes of a key in hex; null: it is none. Every role that may connect may NOTIFY any text.
   */
  byte @Nullable [] parse(String hex) {
    return hex.length() == 2 * length && HEX.matcher(hex).matches()
        ? HexFormat.of().parseHex(hex)
        : null;
  }
}
