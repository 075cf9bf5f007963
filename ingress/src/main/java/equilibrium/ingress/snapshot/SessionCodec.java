package equilibrium.ingress.snapshot;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.inspect.SwarmCopy;
import java.nio.ByteBuffer;

/**
 * Sessions as the file holds them.
 *
 * <pre>
 *  0 peer id 20                        36 client id 16
 * 20 last announce: ms &lt;&lt; 16 | tie 8    52 state 1: role 0 to 3, 4 completed, 8 has a key, 16 displaced
 * 28 start of the session, ms 8        53 port 2    55 address 16, IPv4 mapped
 * </pre>
 */
final class SessionCodec {
  static final int BYTES = 71;

  private static final int ROLE = 3;
  private static final int COMPLETED = 4;
  private static final int KEYED = 8;
  private static final int DISPLACED = 16;
  private static final int TIE_BITS = 16;
  private static final int TIE = (1 << TIE_BITS) - 1;

  private static final Role[] ROLES = Role.values();

  private final Clients clients;
  private final Swarms swarms;
  private final Visit visit = new Visit();
  private final byte[] peerId = new byte[20];
  private final byte[] clientId = new byte[16];
  private final byte[] address = new byte[16];

  SessionCodec(Clients clients, Swarms swarms) {
    this.clients = clients;
    this.swarms = swarms;
  }

  /** Writes the session that a copy stands at. */
  @SuppressWarnings("EnumOrdinal") // no role of a stored session ever moves
  void write(SwarmCopy from, ByteBuffer to) {
    int client = from.client();
    clients.copyId(client, clientId);
    int state = from.role().ordinal();
    state |= from.isCompleted() ? COMPLETED : 0;
    state |= clients.isKeyed(client) ? KEYED : 0;
    state |= from.isDisplaced() ? DISPLACED : 0;
    from.copyPeerId(peerId);
    from.copyAddress(address);
    to.put(peerId)
        .putLong(from.stamp())
        .putLong(from.startedAtMs())
        .put(clientId)
        .put((byte) state)
        .putShort((short) from.port())
        .put(address);
  }

  /** Enters the next session, unless it is older than a time; whether it was entered. */
  boolean enter(byte[] infoHash, ByteBuffer from, long oldestMs, long latestMs) {
    from.get(peerId);
    long stamp = from.getLong();
    long startedAtMs = from.getLong();
    from.get(clientId);
    int state = from.get();
    int port = from.getShort() & 0xffff;
    from.get(address);
    long atMs = Math.min(stamp >> TIE_BITS, latestMs);
    if (atMs < oldestMs) {
      return false;
    }
    visit
        .asked()
        .session(infoHash, peerId, client(atMs, (state & KEYED) != 0))
        .from(address, port)
        .as(ROLES[state & ROLE], (state & COMPLETED) != 0, false)
        .received(atMs, (int) stamp & TIE, startedAtMs)
        .restored((state & DISPLACED) != 0);
    swarms.enter(visit);
    return true;
  }

  /** An id of zeros is that of all clients for which there was no room. */
  private int client(long atMs, boolean keyed) {
    var id = ByteBuffer.wrap(clientId);
    if ((id.getLong(0) | id.getLong(Long.BYTES)) == 0) {
      return 0;
    }
    int client = clients.enter(clientId, atMs);
    if (keyed) {
      clients.keyed(client);
    }
    return client;
  }
}
