package equilibrium.bench.race;

/** A connection between two peers: what flows each way. */
final class Link {
  private final Flow there;
  private final Flow back;

  Link(Racer from, Racer to) {
    there = new Flow(this, from, to);
    back = new Flow(this, to, from);
  }

  /** What a peer uploads over it. */
  Flow from(Racer uploader) {
    return there.from == uploader ? there : back;
  }

  /** What a peer downloads over it. */
  Flow to(Racer downloader) {
    return there.to == downloader ? there : back;
  }

  Racer other(Racer one) {
    return there.from == one ? there.to : there.from;
  }

  /** One direction. */
  static final class Flow {
    static final int NONE = -1;

    final Link link;
    final Racer from;
    final Racer to;
    boolean open; // the uploader has unchoked the other
    int piece = NONE;
    double recent; // bytes since the uploader's peer last chose whom to serve
    double rate; // bytes in this step

    Flow(Link link, Racer from, Racer to) {
      this.link = link;
      this.from = from;
      this.to = to;
    }

    /** Chokes: what has arrived of a piece stays. */
    void close() {
      open = false;
      drop();
    }

    /** Another peer may bring the piece. */
    void drop() {
      if (piece != NONE) {
        to.coming.clear(piece);
        piece = NONE;
      }
    }
  }
}
