package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import equilibrium.platform.Fault;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row of a file whose ids are as in the log.
 *
 * @param row where the result of {@link #columns} is at
 */
record FileRow(ResultSet row) {

  /** What to select of a table, with times as numbers. */
  static String columns(String table, boolean addresses) {
    return TopicTables.of(table, IdForm.RAW, addresses).stream()
        .filter(each -> each.name().equals(table))
        .flatMap(each -> each.columns().stream())
        .map(column ->
            column.type() == Type.TIMESTAMP
                ? "epoch_ms(\"%1$s\") AS \"%1$s\"".formatted(column.name())
                : '"' + column.name() + '"')
        .collect(Collectors.joining(", "));
  }

  /** By their texts in files. */
  static <E extends Enum<E>> Map<String, E> byText(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .collect(Collectors.toUnmodifiableMap(EnumText::of, Function.identity()));
  }

  /** A record at the position of the row. */
  LogRecord record(byte @Nullable [] key, byte @Nullable [] value) throws SQLException {
    return new LogRecord(
        row.getInt("log_partition"),
        row.getLong("log_offset"),
        row.getLong("appended_at"),
        key,
        value);
  }

  EventId eventId() throws SQLException {
    return new EventId(number("event_node"), number("event_boot"), number("event_sequence"));
  }

  InfoHash infoHash() throws SQLException {
    return new InfoHash(id("info_hash", Ids.INFO_HASH_BYTES));
  }

  PeerId peerId() throws SQLException {
    return new PeerId(id("peer_id", Ids.PEER_ID_BYTES));
  }

  ClientId client(String column) throws SQLException {
    return new ClientId(id(column, Ids.CLIENT_ID_BYTES));
  }

  private byte[] id(String column, int bytes) throws SQLException {
    byte[] id = Ids.parse(String.valueOf(row.getString(column)), bytes);
    if (id == null) {
      throw new Fault(
          "a file's %s is %s, expected %d hex digits"
              .formatted(column, row.getString(column), 2 * bytes));
    }
    return id;
  }

  @Nullable String text(String column) throws SQLException {
    return row.getString(column);
  }

  boolean flag(String column) throws SQLException {
    return row.getBoolean(column);
  }

  int integer(String column) throws SQLException {
    return row.getInt(column);
  }

  long number(String column) throws SQLException {
    return row.getLong(column);
  }

  double real(String column) throws SQLException {
    return row.getDouble(column);
  }

  @Nullable Long maybeNumber(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  @Nullable Integer maybeInteger(String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : (Integer) value;
  }

  <E extends Enum<E>> E constant(String column, Map<String, E> constants) throws SQLException {
    var text = String.valueOf(row.getString(column));
    var constant = constants.get(text);
    if (constant == null) {
      throw new Fault(
          "a file's %s is %s, expected one of %s".formatted(column, text, constants.keySet()));
    }
    return constant;
  }
}
