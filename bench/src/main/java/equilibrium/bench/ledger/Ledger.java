package equilibrium.bench.ledger;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The outcome of every numbered announce, one byte each. Thread-safe. Numbers are at most the given
 * limit.
 */
@SuppressWarnings("EnumOrdinal") // never leaves this object
public final class Ledger {
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final Numbering numbering;
  private final byte[] outcomes;
  private final byte[] logged;

  /**
   * An empty ledger.
   *
   * @param most announces, two bytes of memory each
   */
  public Ledger(Numbering numbering, int most) {
    this.numbering = numbering;
    outcomes = new byte[most];
    logged = new byte[most];
  }

  Numbering numbering() {
    return numbering;
  }

  int most() {
    return outcomes.length;
  }

  /** The number after the last that was used. */
  synchronized int firstUnused() {
    int number = outcomes.length;
    while (number > 0 && outcomes[number - 1] == 0) {
      number--;
    }
    return number;
  }

  synchronized void write(long number, Outcome outcome) {
    outcomes[(int) number] = (byte) outcome.ordinal();
  }

  synchronized Outcome outcome(long number) {
    return number >= 0 && number < outcomes.length
        ? OUTCOMES[outcomes[(int) number]]
        : Outcome.NOT_SENT;
  }

  /** Forgets what was found in the log, before it is read anew. */
  synchronized void clearLogged() {
    Arrays.fill(logged, (byte) 0);
  }

  /** Notes that the log has it; false: it had it already. */
  synchronized boolean foundInLog(long number) {
    boolean first = logged[(int) number] == 0;
    logged[(int) number] = 1; // a count could overflow
    return first;
  }

  /** How many announces had each outcome. */
  public synchronized Map<Outcome, Integer> counts() {
    var counts = new EnumMap<Outcome, Integer>(Outcome.class);
    for (byte outcome : outcomes) {
      if (outcome != 0) {
        counts.merge(OUTCOMES[outcome], 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Acknowledged announces that were not found in the log. */
  synchronized int lost() {
    int lost = 0;
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == Outcome.ACKED.ordinal() && logged[i] == 0) {
        lost++;
      }
    }
    return lost;
  }

  /**
   * How many sessions of each swarm an ingress may know differently from the log: those with an
   * announce that may have reached it, but that is not in the log, and nor is a later one of the
   * session.
   */
  synchronized Map<String, Integer> unsureSessions() {
    var sessions = new HashMap<String, String>();
    for (int number = 0; number < outcomes.length; number++) {
      boolean mayBeKnown =
          outcomes[number] == Outcome.UNLOGGED.ordinal()
              || outcomes[number] == Outcome.UNKNOWN.ordinal();
      if (mayBeKnown && !isLoggedFrom(number)) {
        var announce = numbering.announce(number);
        sessions.put(announce.peerId(), announce.infoHash());
      }
    }
    var swarms = new HashMap<String, Integer>();
    sessions.values().forEach(swarm -> swarms.merge(swarm, 1, Integer::sum));
    return swarms;
  }

  /** Whether this announce is in the log, or a later one of its session. */
  private boolean isLoggedFrom(int number) {
    int turn = number / numbering.block() % numbering.turns();
    for (int later = number; turn < numbering.turns(); turn++, later += numbering.block()) {
      if (later < logged.length && logged[later] != 0) {
        return true;
      }
    }
    return false;
  }

  /** The number of an acknowledged announce that is not in the log, the first; -1: none. */
  synchronized long firstLost() {
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == Outcome.ACKED.ordinal() && logged[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
