package equilibrium.bench.world;

import java.util.List;

/** What clients make up: docs/policy.md 2.1. */
final class Deceit {
  private static final double KB = 1_000;
  private static final double MB = 1_000_000;
  private static final long REDRAWN_MS = 20 * 60_000;
  private static final int GHOST_LEECHERS = 5;

  private final Dice dice;

  Deceit(Dice dice) {
    this.dice = dice;
  }

  /** How many torrents an emulator claims to seed at once. */
  static int torrents(Kind kind) {
    return switch (kind) {
      case JOAL -> 5;
      case RATIOMASTER, FLOODER -> 3;
      case RATIO_SPOOF -> 2;
      case HONEST,
          RATIOGHOST,
          GHOST_LEECH,
          OVER_150,
          OVER_120,
          HIDDEN,
          DOUBLER,
          BROKEN_DOWNLOAD,
          BROKEN_LEFT ->
          0;
    };
  }

  /** The rate that an emulator is set to in a torrent; bytes a second. */
  double rate(Kind kind) {
    return switch (kind) {
      case RATIOMASTER -> dice.between(50 * KB, 400 * KB);
      case RATIO_SPOOF -> dice.between(100 * KB, 500 * KB);
      case FLOODER -> dice.between(400 * MB, 900 * MB);
      case JOAL,
          HONEST,
          RATIOGHOST,
          GHOST_LEECH,
          OVER_150,
          OVER_120,
          HIDDEN,
          DOUBLER,
          BROKEN_DOWNLOAD,
          BROKEN_LEFT ->
          0;
    };
  }

  /** What a client's emulated sessions count in a step. */
  void step(Client client, long nowMs, double seconds) {
    if (client.kind == Kind.JOAL) {
      joal(client, nowMs, seconds);
      return;
    }
    for (var session : client.sessions) {
      boolean counts = session.emulated && session.running && session.swarm.leechers > 0;
      if (counts && client.kind != Kind.RATIO_SPOOF) {
        session.fakeUp += (long) (session.emulatedRate * dice.between(0.95, 1.05) * seconds);
      }
    }
  }

  private void joal(Client client, long nowMs, double seconds) {
    if (nowMs >= client.emulatedUntilMs) {
      client.emulatedUntilMs = nowMs + REDRAWN_MS;
      client.emulatedRate = dice.between(30 * KB, 160 * KB);
    }
    double all = weight(client.sessions);
    for (var session : client.sessions) {
      if (all > 0) {
        session.fakeUp += (long) (client.emulatedRate * seconds * weight(session) / all);
      }
    }
  }

  private static double weight(List<Session> sessions) {
    return sessions.stream().mapToDouble(Deceit::weight).sum();
  }

  private static double weight(Session session) {
    double leechers = session.swarm.leechers;
    double seeders = session.swarm.seeders;
    if (!session.emulated || !session.running || leechers == 0 || seeders == 0) {
      return 0;
    }
    double share = leechers / (leechers + seeders);
    return share * share * 100 * leechers;
  }

  /** What a session adds to its counters just before it announces. */
  void beforeAnnounce(Session session, boolean cheats, long nowMs) {
    long sent = session.moved.sent - session.sentBefore;
    long received = session.moved.received - session.receivedBefore;
    double seconds = (nowMs - session.lastMs) / 1e3;
    session.sentBefore = session.moved.sent;
    session.receivedBefore = session.moved.received;
    session.lastMs = nowMs;
    if (cheats) {
      session.fakeUp += (long) added(session, sent, received, seconds);
    }
  }

  private double added(Session session, long sent, long received, double seconds) {
    return switch (session.client.kind) {
      case OVER_150 -> 0.5 * sent;
      case OVER_120 -> 0.2 * sent;
      case RATIOGHOST -> ghost(session, sent, received, seconds);
      case RATIO_SPOOF -> session.emulated ? spoofed(session, seconds) : 0;
      case HONEST,
          JOAL,
          RATIOMASTER,
          FLOODER,
          GHOST_LEECH,
          HIDDEN,
          DOUBLER,
          BROKEN_DOWNLOAD,
          BROKEN_LEFT ->
          0;
    };
  }

  private double ghost(Session session, long sent, long received, double seconds) {
    if (session.swarm.leechers < GHOST_LEECHERS) {
      return 0;
    }
    double boost = dice.chance(0.05) ? dice.between(0, 15 * KB) * seconds : 0;
    return sent * dice.between(4, 8) + received * dice.between(0, 0.05) + boost;
  }

  private double spoofed(Session session, double seconds) {
    double pieces = (1 + dice.below(9)) * (double) session.swarm.torrent.pieceBytes();
    return session.emulatedRate * seconds + pieces;
  }
}
