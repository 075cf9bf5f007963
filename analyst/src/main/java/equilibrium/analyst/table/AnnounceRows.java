package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import equilibrium.platform.Fault;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Tick;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Turns rows of the tables of announces and ticks back into the records that they come from. Ids
 * must be as in the log. Addresses that are not in the table become :: and none claimed. Not
 * thread-safe.
 */
public final class AnnounceRows {
  private static final Address NOWHERE = new Address(new byte[IpAddress.BYTES]);
  private static final Map<String, Identity> IDENTITIES = FileRow.byText(Identity.class);
  private static final Map<String, AddressFamily> FAMILIES = FileRow.byText(AddressFamily.class);
  private static final Map<String, AnnounceEvent> EVENTS = FileRow.byText(AnnounceEvent.class);
  private static final Map<String, Transport> TRANSPORTS = FileRow.byText(Transport.class);
  private static final Map<String, Encryption> ENCRYPTIONS = FileRow.byText(Encryption.class);
  private static final Map<String, TrackerIdVerdict> VERDICTS =
      FileRow.byText(TrackerIdVerdict.class);
  private static final Map<String, Policy> POLICIES = FileRow.byText(Policy.class);

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
   * What to select.
   *
   * @param table announces or ticks
   */
  public String columns(String table) {
    return FileRow.columns(table, addresses);
  }

  /** The record of a row of announces. */
  public LogRecord announce(ResultSet result) throws SQLException {
    var row = new FileRow(result);
    var announced = announced(row);
    return row.record(announced.getInfoHash().bytes(), bytes(announced));
  }

  /** The record of a row of ticks. */
  public LogRecord tick(ResultSet result) throws SQLException {
    var row = new FileRow(result);
    return row.record(null, bytes(new Tick(row.number("node"), row.number("ticked_at"))));
  }

  private byte[] bytes(SpecificRecord value) {
    return values.serialize(Topics.ANNOUNCES.name(), value);
  }

  private Announced announced(FileRow row) throws SQLException {
    return new Announced(
        row.eventId(),
        row.number("received_at"),
        row.infoHash(),
        row.peerId(),
        row.client("client_id"),
        row.constant("identity", IDENTITIES),
        row.client("network_id"),
        address(row),
        row.constant("family", FAMILIES),
        row.integer("address_key"),
        row.flag("proxied"),
        row.integer("port"),
        row.constant("event", EVENTS),
        row.maybeNumber("uploaded"),
        row.maybeNumber("downloaded"),
        row.maybeNumber("left_bytes"),
        row.maybeNumber("corrupt"),
        row.maybeNumber("redundant"),
        claimed(row),
        row.maybeInteger("request_key"),
        row.maybeInteger("num_want"),
        row.constant("transport", TRANSPORTS),
        row.constant("encryption", ENCRYPTIONS),
        row.text("user_agent"),
        row.constant("tracker_id", VERDICTS),
        row.maybeNumber("fingerprint"),
        row.flag("browser_headers"),
        row.number("session_started_at"),
        answer(row));
  }

  private static Answer answer(FileRow row) throws SQLException {
    return new Answer(
        row.constant("policy", POLICIES),
        row.integer("tier"),
        row.integer("ceiling"),
        row.integer("seeders"),
        row.integer("leechers"),
        row.integer("peers"),
        row.integer("peer_seeders"),
        row.integer("interval_seconds"),
        row.flag("in_time"),
        row.integer("micros"));
  }

  private Address address(FileRow row) throws SQLException {
    var text = addresses ? row.text("address") : null;
    return text == null ? NOWHERE : address(text);
  }

  private List<Address> claimed(FileRow row) throws SQLException {
    var text = addresses ? row.text("claimed_addresses") : null;
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
}
