package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.memory.SaltedHash;
import java.util.Arrays;

/** The peers of one reply, in wire form. At most {@link #MOST}; more are not taken. */
@HotPath
public final class PeerList {
  public static final int MOST = 200;
  private static final int SLOTS = 512;

  private final byte[] ipv4 = new byte[MOST * Family.IPV4.endpointBytes()];
  private final byte[] ipv6 = new byte[MOST * Family.IPV6.endpointBytes()];
  private final byte[] ipv4Ids = new byte[MOST * PeerTable.ID_BYTES];
  private final byte[] ipv6Ids = new byte[MOST * PeerTable.ID_BYTES];

  /** Keyed clients that are listed, plus one: open addressing, cleared slot by slot. */
  private final int[] clients = new int[SLOTS];

  private final int[] used = new int[MOST];
  private int usedSize;
  private int ipv4Size;
  private int ipv6Size;
  private int seeders;
  private boolean watched;

  /** Removes all peers. */
  public void clear() {
    ipv4Size = 0;
    ipv6Size = 0;
    seeders = 0;
    watched = false;
    while (usedSize > 0) {
      clients[used[--usedSize]] = 0;
    }
  }

  /** Whether a keyed client was noted since the list was cleared; if not, it is noted now. */
  boolean isNoted(int client) {
    int slot = SaltedHash.mix(client) & (SLOTS - 1);
    while (clients[slot] != 0) {
      if (clients[slot] == client + 1) {
        return true;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (usedSize < MOST) {
      clients[slot] = client + 1;
      used[usedSize++] = slot;
    }
    return false;
  }

  void add(PeerTable table, int entry, boolean seeder) {
    if (size() == MOST) {
      return;
    }
    if (table.family() == Family.IPV4) {
      table.copyEndpoint(entry, ipv4, ipv4Size);
      table.copyId(entry, ipv4Ids, ipv4Size++);
    } else {
      table.copyEndpoint(entry, ipv6, ipv6Size);
      table.copyId(entry, ipv6Ids, ipv6Size++);
    }
    if (seeder) {
      seeders++;
    }
  }

  /** Adds an entry under another address, unless that address is listed with this port already. */
  void addExternal(PeerTable table, int entry, byte[] address) {
    int before = size();
    add(table, entry, entry < table.seeders());
    if (size() == before) {
      return;
    }
    var family = table.family();
    byte[] endpoints = endpoints(family);
    int bytes = family.endpointBytes();
    int at = (size(family) - 1) * bytes;
    System.arraycopy(address, 0, endpoints, at, family.addressBytes);
    for (int other = 0; other < at; other += bytes) {
      if (Arrays.equals(endpoints, other, other + bytes, endpoints, at, at + bytes)) {
        removeLast(family, entry < table.seeders());
        return;
      }
    }
  }

  private void removeLast(Family family, boolean seeder) {
    if (family == Family.IPV4) {
      ipv4Size--;
    } else {
      ipv6Size--;
    }
    if (seeder) {
      seeders--;
    }
  }

  /** One of the peers belongs to a client that is watched. */
  void watch() {
    watched = true;
  }

  /** Whether one of the peers belongs to a client that is watched. */
  public boolean isWatched() {
    return watched;
  }

  public int size() {
    return ipv4Size + ipv6Size;
  }

  public int size(Family family) {
    return family == Family.IPV4 ? ipv4Size : ipv6Size;
  }

  /** How many of them are seeders. */
  public int seeders() {
    return seeders;
  }

  /** Address and port of each peer of a family; the first {@code size(family)} are filled. */
  public byte[] endpoints(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }

  /** Port, 2 bytes, and address of one peer, in the layout of {@link PeerTable}. Allocates. */
  public byte[] endpoint(Family family, int place) {
    int bytes = family.endpointBytes();
    byte[] endpoint = new byte[bytes];
    System.arraycopy(endpoints(family), place * bytes, endpoint, 2, family.addressBytes);
    System.arraycopy(endpoints(family), (place + 1) * bytes - 2, endpoint, 0, 2);
    return endpoint;
  }

  /** The peer id of each peer of a family, 20 bytes each, in the order of the endpoints. */
  public byte[] peerIds(Family family) {
    return family == Family.IPV4 ? ipv4Ids : ipv6Ids;
  }
}
