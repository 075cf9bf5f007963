package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layouts of the replicated-tracker document, IPv4 only. Its announce has no counters, so that
 * only {@code completed} shows a seeder. Its scrape is a peer's list of the torrents that it has,
 * and is only acknowledged.
 *
 * <pre>
 * announce       16 info-hash 20, 36 peer id 20, 56 event 4, 60 address 4, 64 key 4,
 *                68 numwant 4, 72 port 2
 * scrape         16 number of hashes 4, 20 info-hash 20, …
 * announced       8 interval 4, 12 number of peers 4, 16 peers, 6 each
 * scraped         nothing more
 * error           8 text 8
 * </pre>
 */
final class ReplicatedDatagrams implements Dialect {
  static final int MOST_HASHES = 24;
  static final int MOST_PEERS = 82;

  private static final int ANNOUNCE_BYTES = 74;
  private static final int ANNOUNCED_BYTES = 16;
  private static final int SCRAPE_BYTES = 20;

  /** Errors, in the 8 characters that the layout has for them. */
  enum Trouble {
    /** The announce has not 74 bytes, or the scrape not the length that it states. */
    BAD_SIZE,
    /** A scrape from a socket that no peer has announced from. */
    ANNOUNCE,
    /** It may not be recorded: try again. */
    OVERLOAD,
    NOTALLOW,
    IPV4ONLY
  }

  /** As in the document, except for its L, which is no hex digit. */
  @Override
  public long magic() {
    return 0xFEE1DEADBAADBEEFL;
  }

  @Override
  public int number() {
    return 1;
  }

  @Override
  public Transport transport() {
    return Transport.UDP_REPLICATED;
  }

  /** A longer datagram is an announce of BEP 15 with a connection id of this dialect. */
  @Override
  public boolean isAnnounce(int bytes) {
    return bytes >= ANNOUNCE_BYTES && bytes < Datagrams.ANNOUNCE_BYTES;
  }

  @Override
  public void read(ByteBuffer request, Announce announce) {
    announce.begin().from(transport(), false);
    request.position(HEADER_BYTES).get(announce.infoHash().bytes()).get(announce.peerId().bytes());
    Codes.read(request, announce);
  }

  @Override
  public int mostPeers(Family family, int payload) {
    return Math.min(MOST_PEERS, (payload - ANNOUNCED_BYTES) / Family.IPV4.endpointBytes());
  }

  @Override
  public void announced(
      ByteBuffer into, int transaction, int interval, Family family, Found found) {
    int peers = found.peers().size(Family.IPV4);
    into.clear()
        .putInt(ANNOUNCE)
        .putInt(transaction)
        .putInt(interval)
        .putInt(peers)
        .put(found.peers().endpoints(Family.IPV4), 0, peers * Family.IPV4.endpointBytes())
        .flip();
  }

  /** The info-hashes of a scrape; null: it has not the length that it states. */
  @Nullable List<InfoHash> hashes(ByteBuffer request) {
    if (request.remaining() < SCRAPE_BYTES) {
      return null;
    }
    int hashes = request.getInt(HEADER_BYTES);
    if (hashes < 0
        || hashes > MOST_HASHES
        || request.remaining() != SCRAPE_BYTES + hashes * HASH_BYTES) {
      return null;
    }
    request.position(SCRAPE_BYTES);
    var list = new ArrayList<InfoHash>(hashes);
    for (int i = 0; i < hashes; i++) {
      list.add(Dialect.infoHash(request));
    }
    return list;
  }

  ByteBuffer scraped(int transaction) {
    return ByteBuffer.allocate(REPLY_HEADER_BYTES).putInt(SCRAPE).putInt(transaction).flip();
  }

  @Override
  public ByteBuffer malformed(int transaction) {
    return error(transaction, Trouble.BAD_SIZE);
  }

  /** The layout has no room for the reason. */
  @Override
  public ByteBuffer refused(int transaction, String reason) {
    return error(transaction, Trouble.NOTALLOW);
  }

  ByteBuffer error(int transaction, Trouble trouble) {
    return Dialect.error(transaction, trouble.name().getBytes(US_ASCII));
  }
}
