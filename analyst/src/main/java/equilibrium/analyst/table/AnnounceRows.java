package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import equilibrium.platform.Fault;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Ids;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Tick;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of the tables of announces and ticks back into the records that they come from. Ids
 * must be as in the log. Addresses that are not in the table become :: and none claimed. Not
 * thread-safe.
 */
public final class AnnounceRows {
  private static final Address NOWHERE = new Address(new byte[IpAddress.BYTES]);
  private static final Map<String, Identity> IDENTITIES = byText(Identity.class);
  private static final Map<String, AddressFamily> FAMILIES = byText(AddressFamily.class);
  private static final Map<String, AnnounceEvent> EVENTS = byText(AnnounceEvent.class);
  private static final Map<String, Transport> TRANSPORTS = byText(Transport.class);
  private static final Map<String, Encryption> ENCRYPTIONS = byText(Encryption.class);
  private static final Map<String, TrackerIdVerdict> VERDICTS = byText(TrackerIdVerdict.class);
  private static final Map<String, Policy> POLICIES = byText(Policy.class);

  private final Serializer<SpecificRecord> values = Topics.ANNOUNCES.value().serializer();
  private final boolean addresses;

  /**
   * Rows of some files.
   *
   * @param addresses whether columns with addresses are in them
   */
  public AnnounceRows(boolean addresses) {
    this.addresses = addresses;
  }

  /**
   * What to select, with times as numbers.
   *
   * @param table announces or ticks
   */
  public String columns(String table) {
    return TopicTables.of(table, IdForm.RAW, addresses).stream()
        .filter(each -> each.name().equals(table))
        .flatMap(each -> each.columns().stream())
        .map(column ->
            column.type() == Type.TIMESTAMP
                ? "epoch_ms(\"%1$s\") AS \"%1$s\"".formatted(column.name())
                : '"' + column.name() + '"')
        .collect(Collectors.joining(", "));
  }

  /** The record of a row of announces. */
  public LogRecord announce(ResultSet row) throws SQLException {
    var announced = announced(row);
    return record(row, announced.getInfoHash().bytes(), announced);
  }

  /** The record of a row of ticks. */
  public LogRecord tick(ResultSet row) throws SQLException {
    return record(row, null, new Tick(row.getLong("node"), row.getLong("ticked_at")));
  }

  private LogRecord record(ResultSet row, byte @Nullable [] key, SpecificRecord value)
      throws SQLException {
    return new LogRecord(
        row.getInt("log_partition"),
        row.getLong("log_offset"),
        row.getLong("appended_at"),
        key,
        values.serialize(Topics.ANNOUNCES.name(), value));
  }

  private Announced announced(ResultSet row) throws SQLException {
    return new Announced(
        new EventId(
            row.getLong("event_node"), row.getLong("event_boot"), row.getLong("event_sequence")),
        row.getLong("received_at"),
        new InfoHash(id(row, "info_hash", Ids.INFO_HASH_BYTES)),
        new PeerId(id(row, "peer_id", Ids.PEER_ID_BYTES)),
        new ClientId(id(row, "client_id", Ids.CLIENT_ID_BYTES)),
        constant(row, "identity", IDENTITIES),
        new ClientId(id(row, "network_id", Ids.CLIENT_ID_BYTES)),
        address(row),
        constant(row, "family", FAMILIES),
        row.getInt("address_key"),
        row.getBoolean("proxied"),
        row.getInt("port"),
        constant(row, "event", EVENTS),
        maybeLong(row, "uploaded"),
        maybeLong(row, "downloaded"),
        maybeLong(row, "left_bytes"),
        maybeLong(row, "corrupt"),
        maybeLong(row, "redundant"),
        claimed(row),
        maybeInt(row, "request_key"),
        maybeInt(row, "num_want"),
        constant(row, "transport", TRANSPORTS),
        constant(row, "encryption", ENCRYPTIONS),
        row.getString("user_agent"),
        constant(row, "tracker_id", VERDICTS),
        maybeLong(row, "fingerprint"),
        row.getBoolean("browser_headers"),
        row.getLong("session_started_at"),
        answer(row));
  }

  private static Answer answer(ResultSet row) throws SQLException {
    return new Answer(
        constant(row, "policy", POLICIES),
        row.getInt("tier"),
        row.getInt("ceiling"),
        row.getInt("seeders"),
        row.getInt("leechers"),
        row.getInt("peers"),
        row.getInt("peer_seeders"),
        row.getInt("interval_seconds"),
        row.getBoolean("in_time"),
        row.getInt("micros"));
  }

  private Address address(ResultSet row) throws SQLException {
    var text = addresses ? row.getString("address") : null;
    return text == null ? NOWHERE : address(text);
  }

  private List<Address> claimed(ResultSet row) throws SQLException {
    var text = addresses ? row.getString("claimed_addresses") : null;
    return text == null || text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(AnnounceRows::address).toList();
  }

  private static Address address(String text) {
    var address = IpAddress.parse(text);
    if (address == null) {
      throw new Fault("a file has %s, expected an address".formatted(text));
    }
    return address.event();
  }

  private static byte[] id(ResultSet row, String column, int bytes) throws SQLException {
    byte[] id = Ids.parse(String.valueOf(row.getString(column)), bytes);
    if (id == null) {
      throw new Fault(
          "a file's %s is %s, expected %d hex digits"
              .formatted(column, row.getString(column), 2 * bytes));
    }
    return id;
  }

  private static @Nullable Long maybeLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  private static @Nullable Integer maybeInt(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : (Integer) value;
  }

  private static <E extends Enum<E>> E constant(
      ResultSet row, String column, Map<String, E> constants) throws SQLException {
    var text = String.valueOf(row.getString(column));
    var constant = constants.get(text);
    if (constant == null) {
      throw new Fault(
          "a file's %s is %s, expected one of %s".formatted(column, text, constants.keySet()));
    }
    return constant;
  }

  private static <E extends Enum<E>> Map<String, E> byText(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .collect(Collectors.toUnmodifiableMap(EnumText::of, Function.identity()));
  }
}
