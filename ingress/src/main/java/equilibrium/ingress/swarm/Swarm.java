package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.memory.SaltedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One swarm: its info-hash, its sessions, and how often it was downloaded. Decides which announces
 * change a session. Not thread-safe.
 */
@HotPath
public final class Swarm {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final long hash0;
  private final long hash1;
  private final int hash2;
  private final Sessions sessions = new Sessions();
  private int downloads;

  /**
   * A swarm without peers.
   *
   * @param downloads completions that are known of it
   */
  Swarm(byte[] infoHash, int downloads) {
    hash0 = hash0(infoHash);
    hash1 = hash1(infoHash);
    hash2 = hash2(infoHash);
    this.downloads = downloads;
  }

  /** The first 8 bytes of an info-hash. */
  static long hash0(byte[] infoHash) {
    return (long) LONG.get(infoHash, 0);
  }

  /** The next 8 bytes. */
  static long hash1(byte[] infoHash) {
    return (long) LONG.get(infoHash, 8);
  }

  /** The last 4 bytes. */
  static int hash2(byte[] infoHash) {
    return (int) INT.get(infoHash, 16);
  }

  boolean is(byte[] infoHash) {
    return hash0 == hash0(infoHash) && hash1 == hash1(infoHash) && hash2 == hash2(infoHash);
  }

  void copyHash(byte[] to, int offset) {
    LONG.set(to, offset, hash0);
    LONG.set(to, offset + 8, hash1);
    INT.set(to, offset + 16, hash2);
  }

  int hash() {
    return SaltedHash.mix(hash0, hash1, hash2);
  }

  /** The hash by which the swarm of an info-hash is found. */
  static int hash(byte[] infoHash) {
    return SaltedHash.mix(hash0(infoHash), hash1(infoHash), hash2(infoHash));
  }

  /** The peers of a family; null: none yet. */
  public @Nullable PeerTable table(Family family) {
    return sessions.table(family);
  }

  int size() {
    return sessions.size();
  }

  int seeders() {
    return sessions.seeders();
  }

  int leechers() {
    return sessions.leechers();
  }

  int downloads() {
    return downloads;
  }

  /** Sets how often it was downloaded; {@link Downloads} keeps the number when the peers leave. */
  void downloads(int known) {
    downloads = known;
  }

  /** Writes the counts of the swarm into the answer. */
  public void count(Found found) {
    sessions.count(found);
    found.downloads = downloads;
  }

  /**
   * Enters or updates the peer, unless a newer announce of the session is known or the announce is
   * early. Returns whether there was room.
   */
  boolean apply(Visit visit, int mostPeers, Clients clients) {
    var asked = visit.asked;
    var found = visit.found;
    var table = table(asked.family);
    int entry = table == null ? -1 : find(table, asked, clients);
    long stamp = PeerTable.stamp(asked.atMs, asked.tie);
    if (table != null && entry >= 0) {
      if (table.stamp(entry) >= stamp) {
        return true;
      }
      if (isSeederStill(table, entry, asked)) {
        found.role = Role.SEEDER;
      }
      if (EarlyAnnounces.isTooMany(table, entry, asked)) {
        found.early = true;
        if (!asked.completed && !isOtherRole(table, entry, found.role)) {
          found.startedAtMs = startedAtMs(table, entry, asked, clients);
          return true;
        }
      }
    } else {
      found.cap = cap(table, asked, mostPeers);
      if (found.cap != Cap.NONE) {
        return false;
      }
      table = table == null ? sessions.open(asked.family) : table;
      entry = table.add(asked.peerId);
    }
    update(table, entry, visit, clients);
    return true;
  }

  private static boolean isSeederStill(PeerTable table, int entry, Question asked) {
    return asked.leftUnknown
        && asked.role == Role.LEECHER
        && table.isGoingOn(entry)
        && table.has(entry, PeerTable.COMPLETED);
  }

  /**
   * The entry of the asker's session: its own, else one that it may take over; or -1. A session of
   * another client with a key is neither: peer ids are no secret, so a client that sends another's
   * peer id must not take its session over, nor stop it. It is a peer of its own.
   */
  private static int find(PeerTable table, Question asked, Clients clients) {
    int open = -1;
    int entry = table.find(asked.peerId);
    for (; entry >= 0; entry = table.next(entry, asked.peerId)) {
      int owner = table.client(entry);
      if (owner == asked.client) {
        return entry;
      }
      if (open < 0 && !(table.isGoingOn(entry) && clients.isKeyed(owner))) {
        open = entry;
      }
    }
    return open;
  }

  /** When the session began, as far as an entry of its peer id knows. */
  private static long startedAtMs(PeerTable table, int entry, Question asked, Clients clients) {
    boolean same = table.client(entry) == asked.client || !clients.isKeyed(asked.client);
    return table.isGoingOn(entry) && same
        ? Math.min(table.startedAtMs(entry), asked.startedAtMs)
        : asked.startedAtMs;
  }

  private Cap cap(@Nullable PeerTable table, Question asked, int mostPeers) {
    if (size() >= mostPeers) {
      return Cap.PEERS_PER_SWARM;
    }
    boolean crowded =
        table != null
            && asked.mostPerAddress > 0
            && table.isCrowded(asked.address, asked.mostPerAddress);
    return crowded ? Cap.PEERS_PER_ADDRESS : Cap.NONE;
  }

  private static boolean isOtherRole(PeerTable table, int entry, Role role) {
    if (role == Role.SEEDER || entry < table.seeders()) {
      return role != Role.SEEDER || entry >= table.seeders();
    }
    return role == Role.GONE
        || entry >= table.present()
        || table.has(entry, PeerTable.PARTIAL) != (role == Role.PARTIAL_SEEDER);
  }

  private void update(PeerTable table, int entry, Visit visit, Clients clients) {
    var asked = visit.asked;
    var found = visit.found;
    found.startedAtMs = startedAtMs(table, entry, asked, clients);
    if (table.client(entry) != asked.client) {
      sessions.release(table, entry, asked.peerId, clients);
      table.client(entry, asked.client);
    }
    boolean has = entry < table.present() && table.isEndpoint(entry, asked.endpoint);
    boolean takes = has || found.role == Role.GONE || takeEndpoint(table, visit, clients);
    // the entry of a session that was displaced may have changed places with this one
    int at = has ? entry : find(table, asked, clients);
    var other = sessions.other(table);
    int twin = sessions.twin(table, asked.peerId, asked.client, clients);
    if (other != null && twin >= 0 && other.client(twin) == asked.client) {
      found.startedAtMs = Math.min(found.startedAtMs, startedAtMs(other, twin, asked, clients));
    }
    if (asked.completed && !table.has(at, PeerTable.COMPLETED)) {
      table.set(at, PeerTable.COMPLETED, true);
      found.completed = !Sessions.isCounted(other, twin);
    }
    table.received(at, PeerTable.stamp(asked.atMs, asked.tie), found.startedAtMs);
    if (takes) {
      if (!has) {
        table.endpoint(at, asked.endpoint);
      }
      int moved = sessions.move(table, at, found.role, twin);
      table.displaced(moved, asked.displaced);
    } else {
      int moved = sessions.displace(table, at, twin);
      table.endpoint(moved, asked.endpoint);
    }
  }

  /**
   * Displaces another session that has the asker's endpoint. If it is of another client with a key,
   * it keeps the endpoint, and the result is false.
   */
  private boolean takeEndpoint(PeerTable table, Visit visit, Clients clients) {
    var asked = visit.asked;
    int there = asked.port <= 1 ? -1 : table.findEndpoint(asked.endpoint);
    if (there < 0) {
      return true;
    }
    int owner = table.client(there);
    if (owner != asked.client && clients.isKeyed(owner)) {
      return false;
    }
    byte[] peerId = visit.search.peerId;
    table.copyId(there, peerId, 0);
    sessions.displace(table, there, sessions.twin(table, peerId, owner, clients));
    return true;
  }

  /** Removes peers last updated before a time, milliseconds since 1970; how many. */
  int expire(long beforeMs, Clients clients) {
    return sessions.expire(beforeMs, clients);
  }
}
