package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.nio.ByteBuffer;

/**
 * A layout of datagrams. A client chooses one by the magic number of its connect; from then on its
 * connection ids say which. Each receiving thread has its own. All integers are big-endian. What
 * the dialects share:
 *
 * <pre>
 * every request   0 connection id 8, 8 action 4, 12 transaction id 4
 * every reply     0 action 4, 4 transaction id 4
 * connected       8 connection id 8
 * announced       8 interval 4, …
 * </pre>
 */
sealed interface Dialect permits Datagrams, ReplicatedDatagrams {
  int CONNECT = 0;
  int ANNOUNCE = 1;
  int SCRAPE = 2;
  int ERROR = 3;

  int CONNECTION_ID = 0;
  int ACTION = 8;
  int TRANSACTION = 12;
  int HEADER_BYTES = 16;
  int INTERVAL = 8;
  int REPLY_HEADER_BYTES = 8;
  int HASH_BYTES = 20;

  /** The interval, in seconds, that means "not recorded" (docs/architecture.md 5). */
  int UNRECORDED_SECONDS = 301;

  /** The magic number of a connect, which stands in place of the connection id. */
  long magic();

  /** The number of the dialect in connection ids: 0 or 1. */
  int number();

  Transport transport();

  /** Whether an announce can be of this many bytes. */
  boolean isAnnounce(int bytes);

  /** Reads an announce whose length {@link #isAnnounce}. Its address stays. */
  void read(ByteBuffer request, Announce announce);

  /** How many peers of a family fit into a reply of so many bytes. */
  int mostPeers(Family family, int payload);

  /**
   * Writes a good reply, with the peers of one family.
   *
   * @param into is overwritten from its beginning
   * @param interval seconds
   */
  void announced(ByteBuffer into, int transaction, int interval, Family family, Found found);

  /** The answer to an announce that has no possible length. */
  ByteBuffer malformed(int transaction);

  ByteBuffer refused(int transaction, String reason);

  /** As long as the shortest connect, because the source address is not proved yet. */
  static ByteBuffer connected(int transaction, long id) {
    return ByteBuffer.allocate(HEADER_BYTES).putInt(CONNECT).putInt(transaction).putLong(id).flip();
  }

  static ByteBuffer unrecorded(ByteBuffer announced) {
    return announced.putInt(INTERVAL, UNRECORDED_SECONDS);
  }

  static ByteBuffer error(int transaction, byte[] text) {
    return ByteBuffer.allocate(REPLY_HEADER_BYTES + text.length)
        .putInt(ERROR)
        .putInt(transaction)
        .put(text)
        .flip();
  }

  /** Reads the next 20 bytes. */
  static byte[] id(ByteBuffer request) {
    byte[] bytes = new byte[HASH_BYTES];
    request.get(bytes);
    return bytes;
  }

  static InfoHash infoHash(ByteBuffer request) {
    return new InfoHash(id(request));
  }
}
