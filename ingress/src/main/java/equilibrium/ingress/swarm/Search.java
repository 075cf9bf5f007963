package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;

/** One selection of peers: the question, its answer, and the position in the table. */
@HotPath
final class Search {
  final Question asked;
  final Found found;

  /** Next entry to examine. */
  int cursor;

  /** Entries that may still be examined. */
  int remaining;

  /** Seeders that were passed over because their tier was not open. */
  int closed;

  /** Which peers are listed to which clients. */
  Reach reach = Reach.UNLIMITED;

  /** Kinds of addresses that the asker can reach, one bit each. */
  int reachable;

  /** Scratch: the peer id of another session. */
  final byte[] peerId = new byte[PeerTable.ID_BYTES];

  Search(Question asked, Found found) {
    this.asked = asked;
    this.found = found;
  }

  /** Whether the asker can reach the address of an entry. */
  boolean reaches(PeerTable table, int entry) {
    return (reachable >>> table.kind(entry) & 1) != 0;
  }
}
