package equilibrium.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Requests of BEP 15 and of the replicated-tracker document, each a buffer of its exact size that a
 * test may change. Torrents and peers are one letter, 20 times. Transactions are 7 for announces, 8
 * and 9 for scrapes.
 */
public final class UdpRequests {
  public static final long BEP_15 = 0x41727101980L;
  public static final long REPLICATED = 0xFEE1DEADBAADBEEFL;

  /** Offsets in an announce of BEP 15. */
  public static final int LEFT = 64;

  public static final int EVENT = 80;
  public static final int ADDRESS = 84;
  public static final int KEY = 88;
  public static final int NUM_WANT = 92;
  public static final int PORT = 96;

  private static final int CONNECT = 0;
  private static final int ANNOUNCE = 1;
  private static final int SCRAPE = 2;

  public static ByteBuffer connect(long magic, int transaction) {
    return header(16, magic, CONNECT, transaction);
  }

  /** Of a leecher with one byte left, at port 6000 + the letter, that wants the default. */
  public static ByteBuffer announce(long id, char torrent, char peer) {
    return announce(id, twenty(torrent), twenty(peer)).putShort(PORT, (short) (6000 + peer));
  }

  /** As above, at port 7000. */
  public static ByteBuffer announce(long id, byte[] infoHash, byte[] peerId) {
    return header(98, id, ANNOUNCE, 7)
        .put(infoHash)
        .put(peerId)
        .putLong(LEFT, 1)
        .putInt(NUM_WANT, -1)
        .putShort(PORT, (short) 7000);
  }

  /** Of the replicated-tracker document, at port 6000 + the letter. */
  public static ByteBuffer replicated(long id, char torrent, char peer, int event) {
    return header(74, id, ANNOUNCE, 7)
        .put(twenty(torrent))
        .put(twenty(peer))
        .putInt(56, event)
        .putInt(68, -1)
        .putShort(72, (short) (6000 + peer));
  }

  public static ByteBuffer scrape(long id, String torrents) {
    var request = header(16 + 20 * torrents.length(), id, SCRAPE, 8);
    torrents.chars().forEach(torrent -> request.put(twenty((char) torrent)));
    return request;
  }

  /** The scrape of the replicated-tracker document, which announces several torrents. */
  public static ByteBuffer bulk(long id, String torrents) {
    var request = header(20 + 20 * torrents.length(), id, SCRAPE, 9).putInt(torrents.length());
    torrents.chars().forEach(torrent -> request.put(twenty((char) torrent)));
    return request;
  }

  private static ByteBuffer header(int size, long id, int action, int transaction) {
    return ByteBuffer.allocate(size).putLong(id).putInt(action).putInt(transaction);
  }

  /** One letter, 20 times. */
  public static byte[] twenty(char letter) {
    return String.valueOf(letter).repeat(20).getBytes(ISO_8859_1);
  }

  /** What lies between position and limit, in hexadecimal. */
  public static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private UdpRequests() {}
}
