package equilibrium.bench.world;

import java.util.ArrayList;
import java.util.List;

/**
 * The sessions of one torrent, and what moves between them. Each byte that one sends another
 * receives; web seeds give bytes that nobody sends.
 */
final class Swarm {
  private static final int MOST_PARTNERS = 8;
  private static final double DISCARDED_BY_BROKEN = 0.6;

  final Torrent torrent;
  final List<Session> sessions = new ArrayList<>();

  /** As the tracker counts them. */
  int seeders;

  int leechers;

  private final List<Session> receiving = new ArrayList<>();
  private final List<Session> sending = new ArrayList<>();
  private long[] supply = new long[16];
  private final Dice dice;

  Swarm(Torrent torrent, Dice dice) {
    this.torrent = torrent;
    this.dice = dice;
  }

  /** Counts who takes part in this step, and how many swarms share each line. */
  void prepare() {
    receiving.clear();
    sending.clear();
    seeders = 0;
    leechers = 0;
    for (var session : sessions) {
      if (!session.running || !session.announced) {
        continue;
      }
      if (!session.client.line.unseen()) {
        seeders += session.looksLikeSeeder() ? 1 : 0;
        leechers += session.looksLikeSeeder() ? 0 : 1;
      }
      if (!session.emulated && !session.isFinished()) {
        receiving.add(session);
        session.client.downloads++;
      }
      if (!session.emulated && session.have > 0) {
        sending.add(session);
      }
    }
    if (!receiving.isEmpty()) {
      sending.forEach(session -> session.client.uploads++);
    }
  }

  /** Moves what the lines allow in a step. */
  void transfer(double seconds) {
    if (receiving.isEmpty()) {
      return;
    }
    if (supply.length < sending.size()) {
      supply = new long[2 * sending.size()];
    }
    for (int i = 0; i < sending.size(); i++) {
      supply[i] = supply(sending.get(i), seconds);
    }
    for (int i = receiving.size() - 1; i >= 0; i--) {
      int drawn = dice.below(i + 1); // in random order, so that none is always served first
      var session = receiving.get(drawn);
      receiving.set(drawn, receiving.get(i));
      receive(session, seconds);
    }
  }

  /** A leecher has less to offer while it has few pieces. */
  private long supply(Session session, double seconds) {
    double offered = Math.min(1, 2.0 * session.have / torrent.sizeBytes());
    return (long) (session.client.line.up() * seconds / session.client.uploads * offered);
  }

  private void receive(Session leecher, double seconds) {
    long wanted = (long) (leecher.client.line.down() * seconds / leecher.client.downloads);
    if (torrent.webSeedRate() > 0 && leecher.client.program.usesWebSeeds()) {
      long web = Math.min(wanted / 2, (long) (torrent.webSeedRate() * seconds));
      web = Math.min(web, leecher.target - leecher.have);
      leecher.moved.web += web;
      leecher.have += web;
      wanted -= web;
    }
    for (int partner = 0; partner < MOST_PARTNERS && !sending.isEmpty(); partner++) {
      int i = dice.below(sending.size());
      var sender = sending.get(i);
      long missing = leecher.target - leecher.have;
      if (missing > 0 && sender.client != leecher.client && supply[i] > 0) {
        long bytes = Math.min(supply[i], wanted / (MOST_PARTNERS - partner));
        bytes = Math.min(bytes, missing + missing / 64);
        supply[i] -= bytes;
        wanted -= bytes;
        move(sender, leecher, bytes);
      }
    }
  }

  private void move(Session sender, Session leecher, long bytes) {
    sender.moved.sent += bytes;
    sender.client.sent += bytes;
    leecher.moved.received += bytes;
    leecher.client.received += bytes;
    long useful = bytes - (long) (bytes * dice.between(0, 0.015)); // the last blocks come twice
    leecher.moved.redundant += bytes - useful;
    if (dice.chance(0.001)) {
      long corrupt = Math.min(useful, torrent.pieceBytes());
      leecher.moved.corrupt += corrupt;
      useful -= corrupt;
    }
    if (leecher.client.kind == Kind.BROKEN_DOWNLOAD) {
      useful -= (long) (useful * DISCARDED_BY_BROKEN);
    }
    long missing = leecher.target - leecher.have;
    leecher.moved.redundant += Math.max(0, useful - missing);
    leecher.have += Math.min(useful, missing);
  }
}
