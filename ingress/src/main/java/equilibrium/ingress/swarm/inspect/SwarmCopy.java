package equilibrium.ingress.swarm.inspect;

import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerTable;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Swarm;
import equilibrium.ingress.swarm.SwarmReader;
import java.nio.ByteBuffer;

/**
 * Copies the sessions of swarms, {@value #CHUNK} at most under one hold of the lock. Of a larger
 * swarm, sessions that change their places meanwhile may be copied twice or not at all. Used again
 * for each swarm. Not thread-safe.
 */
public final class SwarmCopy {
  public static final int CHUNK = 8192;

  private static final int ENTRY_BYTES = 61;

  private final ByteBuffer entries = ByteBuffer.allocate(CHUNK * ENTRY_BYTES);
  private final byte[] peerId = new byte[PeerTable.ID_BYTES];
  private final byte[] address = new byte[16];
  private byte[] infoHash = peerId;
  private Family family = Family.IPV4;
  private int from;
  private int size;
  private boolean ended;
  private long stamp;
  private long startedAtMs;
  private int client;
  private Role role = Role.GONE;
  private boolean completed;
  private boolean displaced;
  private int port;

  /** Copies the first sessions of a swarm; false: it has none. */
  public boolean begin(SwarmReader swarms, byte[] torrent) {
    infoHash = torrent;
    family = Family.IPV4;
    from = 0;
    ended = false;
    return more(swarms);
  }

  /** Copies the next sessions; false: there are no more. */
  public boolean more(SwarmReader swarms) {
    entries.clear();
    size = 0;
    while (size == 0 && !ended) {
      ended = !swarms.read(infoHash, this::copy) || ended;
    }
    entries.flip();
    return size > 0;
  }

  private void copy(Swarm swarm) {
    var table = swarm.table(family);
    int all = table == null ? 0 : table.size();
    int to = Math.min(from + CHUNK, all);
    for (int entry = from; table != null && entry < to; entry++) {
      copy(table, entry);
    }
    size = Math.max(0, to - from);
    from = to;
    if (from >= all) {
      ended = family == Family.IPV6;
      family = Family.IPV6;
      from = 0;
    }
  }

  @SuppressWarnings("EnumOrdinal") // never leaves this object
  private void copy(PeerTable table, int entry) {
    table.copyId(entry, peerId, 0);
    table.copyAddress(entry, address);
    entries
        .put(peerId)
        .putLong(table.stamp(entry))
        .putLong(table.startedAtMs(entry))
        .putInt(table.client(entry))
        .put((byte) table.role(entry).ordinal())
        .put((byte) (table.has(entry, PeerTable.COMPLETED) ? 1 : 0))
        .put((byte) (entry >= table.present() && table.isGoingOn(entry) ? 1 : 0))
        .putShort((short) table.port(entry))
        .put(address);
  }

  /** Sessions that were copied. */
  public int size() {
    return size;
  }

  /** Goes to the next of the copied sessions; false: there is none. */
  @SuppressWarnings("EnumOrdinal")
  public boolean next() {
    if (!entries.hasRemaining()) {
      return false;
    }
    entries.get(peerId);
    stamp = entries.getLong();
    startedAtMs = entries.getLong();
    client = entries.getInt();
    role = Role.values()[entries.get()];
    completed = entries.get() != 0;
    displaced = entries.get() != 0;
    port = entries.getShort() & 0xffff;
    entries.get(address);
    return true;
  }

  public void copyPeerId(byte[] to) {
    System.arraycopy(peerId, 0, to, 0, peerId.length);
  }

  /** 16 bytes, IPv4 mapped. */
  public void copyAddress(byte[] to) {
    System.arraycopy(address, 0, to, 0, address.length);
  }

  /** The last announce, as {@link PeerTable#stamp} has it. */
  public long stamp() {
    return stamp;
  }

  /** When the session began, milliseconds since 1970. */
  public long startedAtMs() {
    return startedAtMs;
  }

  /** The number of the client. */
  public int client() {
    return client;
  }

  public Role role() {
    return role;
  }

  /** Whether the session ever announced {@code completed}. */
  public boolean isCompleted() {
    return completed;
  }

  /** Whether the session is gone only because another one has its endpoint. */
  public boolean isDisplaced() {
    return displaced;
  }

  public int port() {
    return port;
  }
}
