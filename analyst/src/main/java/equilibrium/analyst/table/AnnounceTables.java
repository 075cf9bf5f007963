package equilibrium.analyst.table;

import static equilibrium.schemas.Ids.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Tick;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables of what ingress writes. */
final class AnnounceTables {
  private static final int ENDPOINT_BYTES = IpAddress.BYTES + Short.BYTES;

  /** An endpoint in a reply. */
  private record Endpoint(HandOut handOut, int position, String address, int port) {}

  private final IdForm ids;
  private final boolean addresses;

  AnnounceTables(IdForm ids, boolean addresses) {
    this.ids = ids;
    this.addresses = addresses;
  }

  List<TopicTable<?>> all() {
    var tables = new ArrayList<TopicTable<?>>();
    tables.add(announces());
    tables.add(ticks());
    if (addresses) {
      tables.add(handOuts());
      tables.add(endpoints());
    }
    return tables;
  }

  private TopicTable<Announced> announces() {
    var columns = new ArrayList<>(request());
    if (addresses) {
      columns.add(Column.text("address", "null: sealed", AnnounceTables::address));
      columns.add(Column.text("claimed_addresses", "separated by blanks", AnnounceTables::claimed));
    }
    columns.addAll(client());
    columns.addAll(answer());
    return TopicTable.of("announces", Topics.ANNOUNCES, Announced.class, columns);
  }

  private List<Column<Announced>> request() {
    return List.of(
        Column.bigint("event_node", "", a -> a.getEventId().getNode()),
        Column.bigint("event_boot", "ms since 1970", a -> a.getEventId().getBoot()),
        Column.bigint("event_sequence", "", a -> a.getEventId().getSequence()),
        Column.time("received_at", Announced::getReceivedAtMs),
        Column.text("info_hash", "hex", a -> hex(a.getInfoHash().bytes())),
        Column.text("peer_id", "id", a -> ids.peer(a.getPeerId())),
        Column.text("client_program", "BEP 20", a -> program(a.getPeerId())),
        Column.text("client_id", "id", a -> ids.id(a.getClientId())),
        Column.name("identity", Announced::getIdentity),
        Column.text("network_id", "id", a -> ids.id(a.getNetworkId())),
        Column.name("family", Announced::getFamily),
        Column.integer("address_key", "0: plain", Announced::getAddressKey),
        Column.flag("proxied", Announced::getProxied),
        Column.integer("port", "", Announced::getPort),
        Column.name("event", Announced::getEvent),
        Column.maybeBigint("uploaded", "bytes", Announced::getUploaded),
        Column.maybeBigint("downloaded", "bytes", Announced::getDownloaded),
        Column.maybeBigint("left_bytes", "bytes", Announced::getLeft),
        Column.maybeBigint("corrupt", "bytes", Announced::getCorrupt),
        Column.maybeBigint("redundant", "bytes", Announced::getRedundant));
  }

  private static List<Column<Announced>> client() {
    return List.of(
        Column.maybeInteger("request_key", "", Announced::getKey),
        Column.maybeInteger("num_want", "peers", Announced::getNumWant),
        Column.name("transport", Announced::getTransport),
        Column.name("encryption", Announced::getEncryption),
        Column.text("user_agent", "", Announced::getUserAgent),
        Column.name("tracker_id", Announced::getTrackerId),
        Column.maybeBigint("fingerprint", "FNV-1a", Announced::getFingerprint),
        Column.flag("browser_headers", Announced::getBrowserHeaders),
        Column.time("session_started_at", Announced::getSessionStartedAtMs));
  }

  private static List<Column<Announced>> answer() {
    return List.of(
        Column.name("policy", a -> a.getAnswer().getPolicy()),
        Column.integer("tier", "0 to 3", a -> a.getAnswer().getTier()),
        Column.integer("ceiling", "0 to 3", a -> a.getAnswer().getCeiling()),
        Column.integer("seeders", "sessions", a -> a.getAnswer().getSeeders()),
        Column.integer("leechers", "sessions", a -> a.getAnswer().getLeechers()),
        Column.integer("peers", "peers", a -> a.getAnswer().getPeers()),
        Column.integer("peer_seeders", "peers", a -> a.getAnswer().getPeerSeeders()),
        Column.integer("interval_seconds", "s", a -> a.getAnswer().getIntervalSeconds()),
        Column.flag("in_time", a -> a.getAnswer().getInTime()),
        Column.integer("micros", "µs", a -> a.getAnswer().getMicros()));
  }

  private static TopicTable<Tick> ticks() {
    return TopicTable.of(
            "ticks",
            Topics.ANNOUNCES,
            Tick.class,
            List.of(
                Column.bigint("node", "", Tick::getNode), Column.time("ticked_at", Tick::getAtMs)))
        .passingOver(Announced.class);
  }

  private TopicTable<HandOut> handOuts() {
    return TopicTable.of("hand_outs", Topics.HAND_OUTS, HandOut.class, handOut());
  }

  private List<Column<HandOut>> handOut() {
    return List.of(
        Column.bigint("event_node", "", h -> h.getEventId().getNode()),
        Column.bigint("event_boot", "ms since 1970", h -> h.getEventId().getBoot()),
        Column.bigint("event_sequence", "", h -> h.getEventId().getSequence()),
        Column.time("received_at", HandOut::getAtMs),
        Column.text("info_hash", "hex", h -> hex(h.getInfoHash().bytes())),
        Column.text("client_id", "id", h -> ids.id(h.getClientId())),
        Column.text("peer_id", "id", h -> ids.peer(h.getPeerId())),
        Column.integer("address_key", "0: plain", HandOut::getAddressKey),
        Column.integer("endpoints", "peers", h -> h.getEndpoints().remaining() / ENDPOINT_BYTES));
  }

  private TopicTable<Endpoint> endpoints() {
    return TopicTable.nested(
        "hand_out_endpoints",
        Topics.HAND_OUTS,
        HandOut.class,
        List.of(
            Column.integer("position", "from 0", Endpoint::position),
            Column.text("info_hash", "hex", e -> hex(e.handOut().getInfoHash().bytes())),
            Column.text("client_id", "id", e -> ids.id(e.handOut().getClientId())),
            Column.text("address", "", Endpoint::address),
            Column.integer("port", "", Endpoint::port)),
        AnnounceTables::endpoints);
  }

  private static List<Endpoint> endpoints(HandOut handOut) {
    var endpoints = new ArrayList<Endpoint>();
    ByteBuffer bytes = handOut.getEndpoints().duplicate();
    while (handOut.getAddressKey() == 0 && bytes.remaining() >= ENDPOINT_BYTES) {
      var address = new IpAddress(bytes.getLong(), bytes.getLong());
      int port = bytes.getShort() & 0xffff;
      endpoints.add(new Endpoint(handOut, endpoints.size(), address.text(), port));
    }
    return endpoints;
  }

  private static @Nullable String address(Announced announced) {
    return announced.getAddressKey() == 0 ? text(announced.getAddress()) : null;
  }

  private static @Nullable String claimed(Announced announced) {
    return announced.getAddressKey() == 0
        ? String.join(
            " ", announced.getClaimedAddresses().stream().map(AnnounceTables::text).toList())
        : null;
  }

  private static String text(Address address) {
    return IpAddress.of(address).text();
  }

  /**
   * The begin of a peer id that names the program and its version (BEP 20), as -qB4500-; null:
   * there is none.
   */
  static @Nullable String program(PeerId peerId) {
    byte[] id = peerId.bytes();
    boolean named = id[0] == '-' && id[7] == '-';
    for (int i = 1; named && i < 7; i++) {
      named = isLetter(id[i]) || (i < 3 ? id[i] == '~' : id[i] == '.' || isDigit(id[i]));
    }
    return named ? new String(id, 1, 6, US_ASCII) : null;
  }

  private static boolean isLetter(byte b) {
    return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
