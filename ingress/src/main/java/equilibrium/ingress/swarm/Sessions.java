package equilibrium.ingress.swarm;

import org.jspecify.annotations.Nullable;

/**
 * The peers of one swarm, one table for each address family. A session that announces over both
 * families has an entry in both tables, twins, and is counted in one of them. Not thread-safe.
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
    found.seeders = seeders(ipv4) + seeders(ipv6) - twinSeeders;
    found.leechers = present(ipv4) + present(ipv6) - twins - found.seeders;
    found.partialSeeders = partialSeeders;
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
   * Moves an entry to another role.
   *
   * @param twin position of the session's entry in the other family's table; -1: none
   */
  void move(PeerTable table, int entry, Role role, int twin) {
    var other = other(table);
    boolean countedThere = isCounted(other, twin);
    adjust(table, entry, -1);
    table.set(entry, PeerTable.PARTIAL, role == Role.PARTIAL_SEEDER);
    int moved = table.move(entry, role);
    table.set(moved, PeerTable.TWIN, countedThere);
    adjust(table, moved, 1);
    if (role == Role.GONE && other != null && twin >= 0 && !countedThere) {
      countAlone(other, twin);
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
  int expire(long beforeMs) {
    return expire(ipv4, ipv6, beforeMs) + expire(ipv6, ipv4, beforeMs);
  }

  private int expire(@Nullable PeerTable table, @Nullable PeerTable other, long beforeMs) {
    if (table == null) {
      return 0;
    }
    int removed = 0;
    byte[] peerId = twins == 0 ? null : new byte[PeerTable.ID_BYTES];
    // Downwards: the entry that a removal moves into the gap has been examined.
    for (int entry = table.size() - 1; entry >= 0; entry--) {
      if (table.receivedAtMs(entry) < beforeMs) {
        if (peerId != null && other != null && entry < table.present()) {
          table.copyId(entry, peerId, 0);
          int twin = other.findPresent(peerId);
          if (twin >= 0 && other.has(twin, PeerTable.TWIN)) {
            countAlone(other, twin);
          }
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
