package equilibrium.ingress.swarm;

import equilibrium.schemas.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How many of each tier are in a swarm, and which sessions there are one client's. Looks at no more
 * than {@link #MOST} peers of a family, a few hundred under one hold of a lock, so that a swarm of
 * a million keeps nobody waiting; while peers come and go, the counts may be off by those. Not
 * thread-safe.
 */
public final class Census {
  /** Peers of one family that are looked at. */
  public static final int MOST = 1 << 16;

  /** Sessions of the client that are listed, the last heard ones. */
  public static final int MOST_SESSIONS = 16;

  /** Before the ones that were heard longest ago are let go. */
  private static final int KEPT = 8 * MOST_SESSIONS;

  private static final int CHUNK = 512;

  /** A session of the client. */
  private static final class Session {
    final byte[] peerId = new byte[PeerTable.ID_BYTES];
    final long heard;

    Session(PeerTable table, int entry) {
      table.copyId(entry, peerId, 0);
      heard = table.heard(entry);
    }
  }

  final byte[] infoHash;

  private final Clients clients;
  private final int client;
  private final int[] seeders = new int[Tier.COUNT];
  private final int[] leechers = new int[Tier.COUNT];
  private final List<Session> sessions = new ArrayList<>();
  private Family family = Family.IPV4;
  private int from;
  private boolean complete = true;

  /**
   * Nobody counted yet.
   *
   * @param infoHash 20 bytes
   * @param client whose sessions are listed; 0 or below: nobody's
   */
  public Census(byte[] infoHash, Clients clients, int client) {
    this.infoHash = infoHash.clone();
    this.clients = clients;
    this.client = client;
  }

  /** Looks at the next of a swarm's peers; whether there are more. */
  boolean look(Swarm swarm) {
    var table = swarm.table(family);
    int present = table == null ? 0 : table.present();
    int to = Math.min(Math.min(from + CHUNK, MOST), present);
    for (int entry = from; table != null && entry < to; entry++) {
      look(table, entry);
    }
    from = Math.max(from, to);
    if (from < Math.min(MOST, present)) {
      return true;
    }
    complete &= present <= MOST;
    from = 0;
    boolean more = family == Family.IPV4;
    family = Family.IPV6;
    return more;
  }

  private void look(PeerTable table, int entry) {
    int of = table.client(entry);
    if (!table.has(entry, PeerTable.TWIN)) { // counted where it also stands
      var counts = entry < table.seeders() ? seeders : leechers;
      counts[clients.tier(of)]++;
    }
    if (of == client && client > 0) {
      sessions.add(new Session(table, entry));
      keepLastHeard();
    }
  }

  private void keepLastHeard() {
    if (sessions.size() == KEPT) {
      sort();
      sessions.subList(2 * MOST_SESSIONS, sessions.size()).clear();
    }
  }

  private void sort() {
    sessions.sort(Comparator.comparingLong((Session session) -> session.heard).reversed());
  }

  /** Tier of the client; 0 if it is not known. */
  public int tier() {
    return client > 0 ? clients.tier(client) : 0;
  }

  /** Seeders of each tier, from 0 to 3; sessions, not addresses. */
  public int[] seeders() {
    return seeders.clone();
  }

  /** Leechers of each tier, partial seeders among them. */
  public int[] leechers() {
    return leechers.clone();
  }

  /** Whether everybody was looked at. */
  public boolean isComplete() {
    return complete;
  }

  /** The peer ids of the client's sessions, the last heard first. */
  public List<byte[]> sessions() {
    sort();
    var peerIds = new ArrayList<byte[]>();
    for (Session session : sessions) { // over two address families it is one
      if (peerIds.size() < MOST_SESSIONS
          && peerIds.stream().noneMatch(known -> Arrays.equals(known, session.peerId))) {
        peerIds.add(session.peerId);
      }
    }
    return peerIds;
  }
}
