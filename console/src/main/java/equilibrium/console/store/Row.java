package equilibrium.console.store;

import equilibrium.schemas.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a row by their columns' names. */
public final class Row {
  private final ResultSet row;

  Row(ResultSet row) {
    this.row = row;
  }

  public String text(String column) throws SQLException {
    return row.getString(column);
  }

  public @Nullable String textOrNull(String column) throws SQLException {
    return row.getString(column);
  }

  /** An id as hex digits. */
  public String hex(String column) throws SQLException {
    return Ids.hex(row.getBytes(column));
  }

  public @Nullable String hexOrNull(String column) throws SQLException {
    byte[] id = row.getBytes(column);
    return id == null ? null : Ids.hex(id);
  }

  public byte[] bytes(String column) throws SQLException {
    return row.getBytes(column);
  }

  public int number(String column) throws SQLException {
    return row.getInt(column);
  }

  public @Nullable Integer numberOrNull(String column) throws SQLException {
    return row.getObject(column, Integer.class);
  }

  public long count(String column) throws SQLException {
    return row.getLong(column);
  }

  public @Nullable Long countOrNull(String column) throws SQLException {
    return row.getObject(column, Long.class);
  }

  public double real(String column) throws SQLException {
    return row.getDouble(column);
  }

  public boolean flag(String column) throws SQLException {
    return row.getBoolean(column);
  }

  public @Nullable Boolean flagOrNull(String column) throws SQLException {
    return row.getObject(column, Boolean.class);
  }

  public Instant time(String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  public @Nullable Instant timeOrNull(String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** A time of which 1970 stands for none. */
  public @Nullable Instant timeAfter1970(String column) throws SQLException {
    var time = time(column);
    return time.toEpochMilli() == 0 ? null : time;
  }

  public List<String> texts(String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  /** Whole numbers; empty: there are none, or the column is null. */
  public List<Integer> numbersOrEmpty(String column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? List.of() : List.of((Integer[]) array.getArray());
  }

  /** Ids as hex digits. */
  public List<String> hexes(String column) throws SQLException {
    var ids = new ArrayList<String>();
    for (var id : (byte[][]) row.getArray(column).getArray()) {
      ids.add(Ids.hex(id));
    }
    return ids;
  }
}
