package equilibrium.bench.ledger;

/** Sessions of a swarm: those that seed, those that leech, and those that ever completed. */
record PeerCounts(int seeders, int leechers, int completed) {
  static final PeerCounts NONE = new PeerCounts(0, 0, 0);

  static PeerCounts of(LoggedAnnounce last, boolean completed) {
    boolean seeds = last.left() == 0;
    return new PeerCounts(
        !last.stopped() && seeds ? 1 : 0, !last.stopped() && !seeds ? 1 : 0, completed ? 1 : 0);
  }

  PeerCounts and(PeerCounts other) {
    return new PeerCounts(
        seeders + other.seeders, leechers + other.leechers, completed + other.completed);
  }

  /** Whether seeders and leechers differ by so many at most. */
  boolean isNear(PeerCounts other, int most) {
    return Math.abs(seeders - other.seeders) <= most && Math.abs(leechers - other.leechers) <= most;
  }

  String text() {
    return "%d %d %d".formatted(seeders, leechers, completed);
  }
}
