package equilibrium.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packets of the replicated-tracker document as a peer sends and reads them (docs/protocol.md
 * 1.4). IPv4 only; integers are big-endian.
 *
 * <pre>
 * connect   magic 8, action 4, transaction 4
 * announce  id 8, action 4, transaction 4, info-hash 20, peer id 20, event 4, address 4, key 4, wanted 4, port 2
 * scrape    id 8, action 4, transaction 4, count 4, info-hashes 20 each
 * </pre>
 */
final class ReplicatedPackets {
  static final long MAGIC = 0xFEE1DEADBAADBEEFL;
  static final int CONNECT = 0;
  static final int ANNOUNCE = 1;
  static final int SCRAPE = 2;
  static final int MOST_PEERS = 82;
  static final int MOST_HASHES = 24;

  /** The longest reply, and one byte more, to notice what is too long. */
  static final int BUFFER = 16 + MOST_PEERS * 6 + 1;

  private static final int ERROR = 3;
  private static final int HEADER = 16;

  /** What a peer says of itself; its id is 20 ASCII characters. */
  record Identity(String peerId, int key, int port) {}

  /** What a tracker answers. */
  sealed interface Reply {
    /** The id is good for a minute. */
    record Connected(long id) implements Reply {}

    /** Seconds to the next announce, and peers. */
    record Announced(int interval, List<InetSocketAddress> peers) implements Reply {}

    /** The scrape is recorded. */
    record Scraped() implements Reply {}

    /** Eight letters. */
    record Refused(String error) implements Reply {}
  }

  private ReplicatedPackets() {}

  static ByteBuffer connect(int transaction) {
    return header(HEADER, MAGIC, CONNECT, transaction).flip();
  }

  /**
   * Wants as many peers as the tracker gives.
   *
   * @param event 0 none, 1 completed, 2 started, 3 stopped
   */
  static ByteBuffer announce(long id, int transaction, byte[] infoHash, int event, Identity peer) {
    return header(74, id, ANNOUNCE, transaction)
        .put(infoHash)
        .put(peer.peerId().getBytes(US_ASCII))
        .putInt(event)
        .putInt(0) // the address is the sender's
        .putInt(peer.key())
        .putInt(-1)
        .putShort((short) peer.port())
        .flip();
  }

  static ByteBuffer scrape(long id, int transaction, List<byte[]> infoHashes) {
    var packet =
        header(20 + 20 * infoHashes.size(), id, SCRAPE, transaction).putInt(infoHashes.size());
    infoHashes.forEach(packet::put);
    return packet.flip();
  }

  private static ByteBuffer header(int size, long id, int action, int transaction) {
    return ByteBuffer.allocate(size).putLong(id).putInt(action).putInt(transaction);
  }

  /** The reply to a request; null if these bytes are none. */
  static @Nullable Reply reply(ByteBuffer packet, int action, int transaction) {
    int size = packet.remaining();
    if (size < 8 || packet.getInt(4) != transaction) {
      return null;
    }
    int found = packet.getInt(0);
    if (found == ERROR && size == HEADER) {
      byte[] error = new byte[8];
      packet.get(8, error);
      return new Reply.Refused(new String(error, US_ASCII).strip());
    }
    if (found != action) {
      return null;
    }
    return switch (action) {
      case CONNECT -> size == HEADER ? new Reply.Connected(packet.getLong(8)) : null;
      case ANNOUNCE -> announced(packet, size);
      default -> size == 8 ? new Reply.Scraped() : null;
    };
  }

  private static Reply.@Nullable Announced announced(ByteBuffer packet, int size) {
    if (size < HEADER) {
      return null;
    }
    int count = packet.getInt(12);
    if (count < 0 || count > MOST_PEERS || size != HEADER + 6 * count || packet.getInt(8) < 0) {
      return null;
    }
    var peers = new ArrayList<InetSocketAddress>();
    for (int at = HEADER; at < size; at += 6) {
      byte[] address = new byte[4];
      packet.get(at, address);
      peers.add(
          new InetSocketAddress(address(address), Short.toUnsignedInt(packet.getShort(at + 4))));
    }
    return new Reply.Announced(packet.getInt(8), peers);
  }

  private static InetAddress address(byte[] four) {
    try {
      return InetAddress.getByAddress(four);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are always an address
    }
  }

  /** What a user can make of an error. */
  static String inWords(String error) {
    return switch (error) {
      case "OVERLOAD" -> "OVERLOAD: it may not be recorded; asked again soon";
      case "NOTALLOW" -> "NOTALLOW: the tracker refuses this torrent or client";
      case "IPV4ONLY" -> "IPV4ONLY: this layout is not for IPv6";
      case "ANNOUNCE" -> "ANNOUNCE: the tracker does not know this socket; announced anew";
      case "BAD_SIZE" -> "BAD_SIZE: the tracker finds the packet too long or too short";
      default -> error;
    };
  }
}
