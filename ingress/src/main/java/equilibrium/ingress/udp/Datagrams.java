package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientNumbers;
import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import equilibrium.schemas.event.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The layouts of BEP 15 (docs/protocol.md U1 to U21). Requests may be longer than shown.
 *
 * <pre>
 * announce       16 info-hash 20, 36 peer id 20, 56 downloaded 8, 64 left 8, 72 uploaded 8,
 *                80 event 4, 84 address 4, 88 key 4, 92 numwant 4, 96 port 2, 98 options (BEP 41)
 * scrape         16 info-hash 20, …
 * announced       8 interval 4, 12 leechers 4, 16 seeders 4, 20 peers, 6 or 18 each
 * scraped         8 seeders 4, 12 downloads 4, 16 leechers 4, …
 * error           8 text
 * </pre>
 */
final class Datagrams implements Dialect {
  static final int ANNOUNCE_BYTES = 98;

  /** Hashes of one scrape that are answered; BEP 15 expects 74, which is what 1500 bytes hold. */
  static final int MOST_HASHES = 100;

  private static final int ANNOUNCED_BYTES = 20;
  private static final int COUNT_BYTES = 12;

  /** Payload that every IPv6 path carries without fragments: 1280 bytes less both headers. */
  private static final int IPV6_PAYLOAD_BYTES = 1232;

  /** Some clients drop replies of less than 16 bytes, errors too (docs/protocol.md U15). */
  private static final int LEAST_TEXT_BYTES = 8;

  private static final int MOST_TEXT_BYTES = 200;

  private final UrlData options = new UrlData();

  @Override
  public long magic() {
    return 0x41727101980L;
  }

  @Override
  public int number() {
    return 0;
  }

  @Override
  public Transport transport() {
    return Transport.UDP;
  }

  @Override
  public boolean isAnnounce(int bytes) {
    return bytes >= ANNOUNCE_BYTES;
  }

  @Override
  public void read(ByteBuffer request, Announce announce) {
    announce.begin().from(transport(), false);
    request.position(HEADER_BYTES).get(announce.infoHash().bytes()).get(announce.peerId().bytes());
    long downloaded = ClientNumbers.counter(request.getLong());
    long left = ClientNumbers.counter(request.getLong());
    long uploaded = ClientNumbers.counter(request.getLong());
    announce.counters(uploaded, downloaded, left);
    Codes.read(request, announce);
    options.read(request, announce.announceKey());
  }

  @Override
  public int mostPeers(Family family, int payload) {
    int bytes = family == Family.IPV4 ? payload : Math.min(payload, IPV6_PAYLOAD_BYTES);
    return (bytes - ANNOUNCED_BYTES) / family.endpointBytes();
  }

  @Override
  public void announced(
      ByteBuffer into, int transaction, int interval, Family family, Found found) {
    int peers = found.peers().size(family) * family.endpointBytes();
    into.clear()
        .putInt(ANNOUNCE)
        .putInt(transaction)
        .putInt(interval)
        .putInt(found.leechers())
        .putInt(found.seeders())
        .put(found.peers().endpoints(family), 0, peers)
        .flip();
  }

  @Override
  public ByteBuffer malformed(int transaction) {
    return refused(transaction, "an announce has at least %d bytes".formatted(ANNOUNCE_BYTES));
  }

  /** The text as ASCII, padded with spaces to 8 bytes, and cut at 200. */
  @Override
  public ByteBuffer refused(int transaction, String reason) {
    byte[] text = reason.getBytes(US_ASCII);
    byte[] fitting =
        Arrays.copyOf(text, Math.clamp(text.length, LEAST_TEXT_BYTES, MOST_TEXT_BYTES));
    for (int i = text.length; i < fitting.length; i++) {
      fitting[i] = ' ';
    }
    return Dialect.error(transaction, fitting);
  }

  /** One entry for each hash asked for, in their order, zeros for unknown ones. */
  ByteBuffer scraped(ByteBuffer request, TrackerCore core, Found found) {
    int transaction = request.getInt(TRANSACTION);
    request.position(HEADER_BYTES);
    int hashes = Math.min(MOST_HASHES, request.remaining() / HASH_BYTES);
    var reply =
        ByteBuffer.allocate(REPLY_HEADER_BYTES + hashes * COUNT_BYTES)
            .putInt(SCRAPE)
            .putInt(transaction);
    for (int i = 0; i < hashes; i++) {
      core.scrape(Dialect.infoHash(request), found);
      reply.putInt(found.seeders()).putInt(found.downloads()).putInt(found.leechers());
    }
    return reply.flip();
  }
}
