package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one swarm, one table for each address family. A session that announces over both
 * families has an entry in both tables, twins, and is counted in one of them. An endpoint is listed
 * and counted once, under the session that announced last from it. Not thread-safe.
 */
@HotPath
final class Sessions {
  private @Nullable PeerTable ipv4;
  private @Nullable PeerTable ipv6;
  private int partialSeeders;
  private int twins;
  private int twinSeeders;

  /** The peers of a family; null: none yet. */
  @Nullable PeerTable table(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }

  /** The table of the other family; null: none yet. */
  @Nullable PeerTable other(PeerTable table) {
    return table == ipv4 ? ipv6 : ipv4;
  }

  /** Creates the table of a family that has none. */
  PeerTable open(Family family) {
    var table = new PeerTable(family);
    if (family == Family.IPV4) {
      ipv4 = table;
    } else {
      ipv6 = table;
    }
    return table;
  }

  /** Entries of both families, stopped sessions included. */
  int size() {
    return (ipv4 == null ? 0 : ipv4.size()) + (ipv6 == null ? 0 : ipv6.size());
  }

  /** Writes the numbers of seeders and leechers into the answer. */
  void count(Found found) {
    found.seeders = seeders();
    found.leechers = leechers();
    found.partialSeeders = partialSeeders;
  }

  int seeders() {
    return seeders(ipv4) + seeders(ipv6) - twinSeeders;
  }

  /** Partial seeders included. */
  int leechers() {
    return present(ipv4) + present(ipv6) - twins - seeders();
  }

  private static int seeders(@Nullable PeerTable table) {
    return table == null ? 0 : table.seeders();
  }

  private static int present(@Nullable PeerTable table) {
    return table == null ? 0 : table.present();
  }

  /** Whether a session is counted by an entry; a position of -1 stands for no entry. */
  static boolean isCounted(@Nullable PeerTable table, int entry) {
    return table != null && entry >= 0 && !table.has(entry, PeerTable.TWIN);
  }

  /**
   * Position of the entry that a session has in the other family's table, or -1. Two clients of
   * which one has a key are never one session; without keys, a client has an id in each family.
   */
  int twin(PeerTable table, byte[] peerId, int client, Clients clients) {
    var other = other(table);
    if (other == null) {
      return -1;
    }
    for (int entry = other.find(peerId); entry >= 0; entry = other.next(entry, peerId)) {
      int owner = other.client(entry);
      boolean isOne = owner == client || !(clients.isKeyed(owner) || clients.isKeyed(client));
      if (isOne && entry < other.present()) {
        return entry;
      }
    }
    return -1;
  }

  /**
   * Moves an entry to another role; its new position.
   *
   * @param twin position of the session's entry in the other family's table; -1: none
   */
  int move(PeerTable table, int entry, Role role, int twin) {
    var other = other(table);
    boolean countedThere = isCounted(other, twin);
    adjust(table, entry, -1);
    table.displaced(entry, false);
    table.set(entry, PeerTable.PARTIAL, role == Role.PARTIAL_SEEDER);
    int moved = table.move(entry, role);
    table.set(moved, PeerTable.TWIN, countedThere);
    adjust(table, moved, 1);
    if (role == Role.GONE && other != null && twin >= 0 && !countedThere) {
      countAlone(other, twin);
    }
    return moved;
  }

  /** Takes an entry out of lists and counts: another session has its endpoint. Its new position. */
  int displace(PeerTable table, int entry, int twin) {
    int moved = move(table, entry, Role.GONE, twin);
    table.displaced(moved, true);
    return moved;
  }

  /** The entry is no longer of the session that it has been of; its twin is counted alone. */
  void release(PeerTable table, int entry, byte[] peerId, Clients clients) {
    var other = other(table);
    if (other != null && entry < table.present()) {
      int twin = twin(table, peerId, table.client(entry), clients);
      if (twin >= 0 && other.has(twin, PeerTable.TWIN)) {
        countAlone(other, twin);
      }
    }
  }

  /** From now on the session is counted by this entry. */
  private void countAlone(PeerTable table, int entry) {
    adjust(table, entry, -1);
    table.set(entry, PeerTable.TWIN, false);
    adjust(table, entry, 1);
  }

  private void adjust(PeerTable table, int entry, int by) {
    if (entry >= table.present()) {
      return;
    }
    if (table.has(entry, PeerTable.TWIN)) {
      twins += by;
      twinSeeders += entry < table.seeders() ? by : 0;
    } else if (table.has(entry, PeerTable.PARTIAL)) {
      partialSeeders += by;
    }
  }

  /** Removes entries last updated before a time, milliseconds since 1970; how many. */
  int expire(long beforeMs, Clients clients) {
    return expire(ipv4, beforeMs, clients) + expire(ipv6, beforeMs, clients);
  }

  private int expire(@Nullable PeerTable table, long beforeMs, Clients clients) {
    if (table == null) {
      return 0;
    }
    int removed = 0;
    byte[] peerId = twins == 0 ? null : new byte[PeerTable.ID_BYTES];
    // Downwards: the entry that a removal moves into the gap has been examined.
    for (int entry = table.size() - 1; entry >= 0; entry--) {
      if (table.receivedAtMs(entry) < beforeMs) {
        if (peerId != null) {
          table.copyId(entry, peerId, 0);
          release(table, entry, peerId, clients);
        }
        adjust(table, entry, -1);
        table.remove(entry);
        removed++;
      }
    }
    if (removed > 0) {
      table.trim();
    }
    return removed;
  }
}
