package equilibrium.bench.world;

/** What a session reports; bytes since its last start. */
record Counters(long uploaded, long downloaded, long left, long corrupt, long redundant) {
  private static final long ROUNDED_BY_RATIOMASTER = 0x4000;

  /** What its program reports, changed by what its client fakes. */
  static Counters of(Session session, boolean cheats) {
    if (session.emulated) {
      return emulated(session);
    }
    var honest = honest(session);
    long uploaded = honest.uploaded + session.fakeUp;
    if (cheats && session.client.kind == Kind.HIDDEN) {
      return new Counters(uploaded, 0, honest.left, 0, 0);
    }
    if (cheats && session.client.kind == Kind.GHOST_LEECH) {
      long left = session.swarm.torrent.sizeBytes() - session.haveBefore;
      return new Counters(uploaded, 0, left, 0, 0);
    }
    return new Counters(uploaded, honest.downloaded, honest.left, honest.corrupt, honest.redundant);
  }

  private static Counters emulated(Session session) {
    return switch (session.client.kind) {
      case RATIOMASTER ->
          new Counters(
              session.fakeUp / ROUNDED_BY_RATIOMASTER * ROUNDED_BY_RATIOMASTER, 0, 0, 0, 0);
      case RATIO_SPOOF -> new Counters(session.fakeUp, session.swarm.torrent.sizeBytes(), 0, 0, 0);
      case HONEST,
          JOAL,
          FLOODER,
          RATIOGHOST,
          GHOST_LEECH,
          OVER_150,
          OVER_120,
          HIDDEN,
          DOUBLER,
          BROKEN_DOWNLOAD,
          BROKEN_LEFT ->
          new Counters(session.fakeUp, 0, 0, 0, 0);
    };
  }

  private static Counters honest(Session session) {
    return new Counters(
        session.sent(), downloaded(session), left(session), session.corrupt(), session.redundant());
  }

  private static long downloaded(Session session) {
    long discarded = session.corrupt() + session.redundant();
    return switch (session.client.program.downloaded()) {
      case PAYLOAD -> Math.max(0, session.received() + session.web() - discarded);
      case PIECES -> pieces(session, Math.max(0, session.received() - discarded));
      case ALL -> session.received() + session.web();
      case ON_DISK -> session.have;
    };
  }

  /** Pieces that are not whole do not count, except the last. */
  private static long pieces(Session session, long verified) {
    long piece = session.swarm.torrent.pieceBytes();
    return session.isFinished() ? verified : verified / piece * piece;
  }

  private static long left(Session session) {
    long unknown = session.client.program.leftWithoutMetadata();
    return session.hasMetadata || unknown < 0
        ? session.swarm.torrent.sizeBytes() - session.have
        : unknown;
  }
}
