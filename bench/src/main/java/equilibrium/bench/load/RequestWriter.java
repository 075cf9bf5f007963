package equilibrium.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Writes announces as a common client does: over HTTP as text, over UDP as 98 bytes (BEP 15). */
final class RequestWriter {
  /** No request is longer, bytes. */
  static final int MOST_BYTES = 1_024;

  private static final int NUMWANT = 50;
  private static final long LEFT = 12_345_678;
  private static final int STARTED = 2;
  private static final byte[] INFO_HASH = ascii("?info_hash=");
  private static final byte[] PEER_ID = ascii("&peer_id=");
  private static final byte[] PORT = ascii("&port=");
  private static final byte[] SEEDER = ascii("&uploaded=0&downloaded=0&left=0&corrupt=0&key=");
  private static final byte[] LEECHER =
      ascii("&uploaded=0&downloaded=0&left=" + LEFT + "&corrupt=0&key=");
  private static final byte[] STARTED_EVENT = ascii("&event=started");
  private static final byte[] HEX = ascii("0123456789ABCDEF");
  private static final byte[] UNRESERVED = ascii("-_.~");

  private final Population population;
  private final byte[] path;
  private final byte[] rest;
  private final byte[] id = new byte[Population.ID_BYTES];

  /**
   * A writer for one row.
   *
   * @param path of announces over HTTP
   * @param keepAlive whether the connection is to stay open
   */
  RequestWriter(Population population, String path, boolean keepAlive) {
    this.population = population;
    this.path = ascii("GET " + path);
    rest =
        ascii(
            "&numwant=%d&compact=1&no_peer_id=1&supportcrypto=1&redundant=0 HTTP/1.1\r\nHost: tracker.example\r\nUser-Agent: qBittorrent/4.6.5\r\nAccept-Encoding: gzip\r\nConnection: %s\r\n\r\n"
                .formatted(NUMWANT, keepAlive ? "keep-alive" : "close"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Appends an HTTP request. */
  void http(int peer, boolean started, ByteBuffer target) {
    target.put(path).put(INFO_HASH);
    population.infoHash(population.swarmOf(peer), id, 0);
    for (byte b : id) {
      escape(b, target);
    }
    population.peerId(peer, id, 0);
    target.put(PEER_ID).put(id).put(PORT);
    int port = population.port(peer);
    for (int unit = 10_000; unit > 0; unit /= 10) {
      target.put((byte) ('0' + port / unit % 10));
    }
    target.put(population.isSeeder(peer) ? SEEDER : LEECHER);
    int key = population.key(peer);
    for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
      target.put(HEX[(key >>> shift) & 15]);
    }
    if (started) {
      target.put(STARTED_EVENT);
    }
    target.put(rest);
  }

  private static void escape(byte b, ByteBuffer target) {
    if ((b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z')) {
      target.put(b);
      return;
    }
    for (byte other : UNRESERVED) {
      if (b == other) {
        target.put(b);
        return;
      }
    }
    target.put((byte) '%').put(HEX[(b >>> 4) & 15]).put(HEX[b & 15]);
  }

  /** Appends an announce of BEP 15. */
  void udp(int peer, boolean started, int transaction, ByteBuffer target, long connection) {
    target.putLong(connection).putInt(UdpReply.ANNOUNCE).putInt(transaction);
    population.infoHash(population.swarmOf(peer), id, 0);
    target.put(id);
    population.peerId(peer, id, 0);
    target.put(id);
    target.putLong(0).putLong(population.isSeeder(peer) ? 0 : LEFT).putLong(0);
    target.putInt(started ? STARTED : 0).putInt(0).putInt(population.key(peer)).putInt(NUMWANT);
    target.putShort((short) population.port(peer));
  }
}
