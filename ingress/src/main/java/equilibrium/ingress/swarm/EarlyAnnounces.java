package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;

/**
 * Whether a session announces too early, and has done so as often as it may. Up to three announces
 * that follow within seconds from other endpoints are the other sockets of a client with several
 * (docs/policy.md 1.2), which are not early. The two counts of a session are packed into one
 * number, doubles above early announces.
 */
@HotPath
final class EarlyAnnounces {
  static final int TOO_MANY = -1;

  /** How far apart the announces of one client's sockets may be, milliseconds. */
  private static final int DOUBLE_MS = 10_000;

  private static final int MOST_DOUBLES = 3;
  private static final int EARLY_BITS = 3;
  private static final int EARLY_MASK = 7;

  /** Counts the announce; true: it is one early announce too many, which is not counted. */
  static boolean isTooMany(PeerTable table, int entry, Question asked) {
    if (asked.earlyMs == 0) {
      return false;
    }
    int counts = after(table, entry, asked);
    if (counts == TOO_MANY) {
      return true;
    }
    table.early(entry, counts & EARLY_MASK);
    table.doubles(entry, counts >> EARLY_BITS);
    return false;
  }

  /** The counts of a session after the announce, or {@link #TOO_MANY}. */
  static int after(PeerTable table, int entry, Question asked) {
    long sinceMs = asked.atMs - table.receivedAtMs(entry);
    int early = table.early(entry);
    int doubles = table.doubles(entry);
    if (sinceMs >= asked.earlyMs) {
      early = 0;
      doubles = 0;
    } else if (sinceMs < DOUBLE_MS
        && doubles < MOST_DOUBLES
        && !table.isEndpoint(entry, asked.endpoint)) {
      doubles++;
    } else if (early < asked.mostEarly) {
      early++;
      doubles = 0;
    } else {
      return TOO_MANY;
    }
    return (doubles << EARLY_BITS) | early;
  }

  private EarlyAnnounces() {}
}
