package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.ingress.Addresses;
import equilibrium.ingress.Announce;
import equilibrium.ingress.Announce.Counters;
import equilibrium.ingress.Announce.Source;
import equilibrium.ingress.Announce.Trace;
import equilibrium.ingress.Announcer;
import equilibrium.ingress.Outcome.Waits;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layouts of BEP 15, all integers big-endian (protocol U1 to U21).
 *
 * <pre>
 * every request   0 connection id 8, 8 action 4, 12 transaction id 4
 * announce       16 info-hash 20, 36 peer id 20, 56 downloaded 8, 64 left 8, 72 uploaded 8,
 *                80 event 4, 84 address 4, 88 key 4, 92 numwant 4, 96 port 2, 98 options (BEP 41)
 * scrape         16 info-hash 20, …
 * every reply     0 action 4, 4 transaction id 4
 * connected       8 connection id 8
 * announced       8 interval 4, 12 leechers 4, 16 seeders 4, 20 peers, 6 or 18 each
 * scraped         8 seeders 4, 12 downloads 4, 16 leechers 4, …
 * error           8 text
 * </pre>
 */
final class Datagrams {
  static final long MAGIC = 0x41727101980L;
  static final int CONNECT = 0;
  static final int ANNOUNCE = 1;
  static final int SCRAPE = 2;
  static final int CONNECTION_ID = 0;
  static final int ACTION = 8;
  static final int TRANSACTION = 12;
  static final int CONNECT_BYTES = 16;
  static final int ANNOUNCE_BYTES = 98;
  static final int ANNOUNCED_BYTES = 20;

  /** The interval, in seconds, that says "not recorded" (architecture, section 5). */
  static final int UNRECORDED_SECONDS = 301;

  private static final int ERROR = 3;
  private static final int INTERVAL = 8;
  private static final int HASH_BYTES = 20;
  private static final int COUNT_BYTES = 12;

  static ByteBuffer connected(int transaction, long id) {
    return ByteBuffer.allocate(CONNECT_BYTES)
        .putInt(CONNECT)
        .putInt(transaction)
        .putLong(id)
        .flip();
  }

  /** Some clients drop errors with less than 8 bytes of text; none of ours is that short. */
  static ByteBuffer error(int transaction, String text) {
    var bytes = text.getBytes(US_ASCII);
    return ByteBuffer.allocate(8 + bytes.length)
        .putInt(ERROR)
        .putInt(transaction)
        .put(bytes)
        .flip();
  }

  /** Reads an announce of at least {@link #ANNOUNCE_BYTES}. */
  static Announce announce(ByteBuffer request, Source source) {
    request.position(CONNECT_BYTES);
    byte[] infoHash = bytes(request);
    byte[] peerId = bytes(request);
    long downloaded = request.getLong();
    long left = request.getLong();
    long uploaded = request.getLong();
    int event = request.getInt();
    int claimed = request.getInt();
    int key = request.getInt();
    int numWant = request.getInt();
    int port = request.getShort() & 0xffff;
    return new Announce(
        source,
        UrlData.key(request),
        new InfoHash(infoHash),
        new PeerId(peerId),
        port,
        event(event),
        new Counters(counter(uploaded), counter(downloaded), counter(left), null, null),
        claimed(claimed),
        key,
        Math.max(-1, numWant),
        Trace.NONE);
  }

  private static byte[] bytes(ByteBuffer request) {
    byte[] bytes = new byte[HASH_BYTES];
    request.get(bytes);
    return bytes;
  }

  /** Unknown events are no event; 4 is libtorrent's "paused" (BEP 21). */
  private static AnnounceEvent event(int code) {
    return switch (code) {
      case 1 -> AnnounceEvent.COMPLETED;
      case 2 -> AnnounceEvent.STARTED;
      case 3 -> AnnounceEvent.STOPPED;
      case 4 -> AnnounceEvent.PAUSED;
      default -> AnnounceEvent.NONE;
    };
  }

  /** Unsigned on the wire; what is above 2^63 is some client's -1: not known. */
  private static @Nullable Long counter(long value) {
    return value < 0 ? null : value;
  }

  private static List<Address> claimed(int address) {
    return address == 0 || address == -1
        ? List.of()
        : List.of(Addresses.of(ByteBuffer.allocate(4).putInt(address).array()));
  }

  static ByteBuffer announced(int transaction, Waits waits, Visit visit) {
    Family family = visit.family;
    int peers = visit.peers.size(family) * family.endpointBytes();
    return ByteBuffer.allocate(ANNOUNCED_BYTES + peers)
        .putInt(ANNOUNCE)
        .putInt(transaction)
        .putInt(waits.interval())
        .putInt(visit.leechers)
        .putInt(visit.seeders)
        .put(visit.peers.endpoints(family), 0, peers)
        .flip();
  }

  static ByteBuffer unrecorded(ByteBuffer announced) {
    return announced.putInt(INTERVAL, UNRECORDED_SECONDS);
  }

  /** One entry for each hash asked for, in their order, zeros for unknown ones. */
  static ByteBuffer scraped(ByteBuffer request, Announcer announcer, Visit visit) {
    int transaction = request.getInt(TRANSACTION);
    request.position(CONNECT_BYTES);
    int hashes = request.remaining() / HASH_BYTES;
    var reply = ByteBuffer.allocate(8 + hashes * COUNT_BYTES).putInt(SCRAPE).putInt(transaction);
    for (int i = 0; i < hashes; i++) {
      announcer.scrape(new InfoHash(bytes(request)), visit);
      reply.putInt(visit.seeders).putInt(visit.downloads).putInt(visit.leechers);
    }
    return reply.flip();
  }

  private Datagrams() {}
}
