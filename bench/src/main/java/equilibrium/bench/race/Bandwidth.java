package equilibrium.bench.race;

import java.util.List;
import java.util.function.Consumer;

/**
 * Moves bytes. A peer's upload is shared evenly among those it serves; who would get more than its
 * line carries gets less from each.
 */
final class Bandwidth {
  static final float PIECE_BYTES = 4 << 20;

  private final Pieces pieces;
  private final int most;
  private final Consumer<Racer> whenComplete;
  private double fromFirstSeeders;
  private double fromAll;

  Bandwidth(Pieces pieces, int most, Consumer<Racer> whenComplete) {
    this.pieces = pieces;
    this.most = most;
    this.whenComplete = whenComplete;
  }

  /** Share of all bytes that came from those who seed from the start. */
  double firstSeedersShare() {
    return fromAll == 0 ? 0 : fromFirstSeeders / fromAll;
  }

  void step(List<Racer> present, double seconds) {
    present.forEach(racer -> racer.incoming = 0);
    for (var racer : present) {
      offer(racer, racer.upload * seconds);
    }
    for (var racer : present) {
      for (var link : racer.linkList) {
        var flow = link.from(racer);
        if (flow.rate > 0) {
          double fits = Math.min(1, SwarmModel.DOWNLOAD * seconds / flow.to.incoming);
          move(flow, flow.rate * fits);
        }
      }
    }
    present.stream()
        .filter(racer -> !racer.isComplete() && racer.have.cardinality() == most)
        .forEach(whenComplete);
  }

  private void offer(Racer racer, double bytes) {
    int active = 0;
    for (var link : racer.linkList) {
      if (isActive(link.from(racer))) {
        active++;
      }
    }
    for (var link : racer.linkList) {
      var flow = link.from(racer);
      flow.rate = flow.piece == Link.Flow.NONE ? 0 : bytes / active;
      flow.to.incoming += flow.rate;
    }
  }

  private boolean isActive(Link.Flow flow) {
    if (flow.piece != Link.Flow.NONE && flow.to.have.get(flow.piece)) {
      flow.drop(); // another peer was faster
    }
    if (flow.open && flow.piece == Link.Flow.NONE && !flow.to.isComplete()) {
      pieces.assign(flow);
    }
    return flow.piece != Link.Flow.NONE;
  }

  private void move(Link.Flow flow, double bytes) {
    double left = bytes;
    while (left > 0 && isActive(flow)) {
      var to = flow.to;
      int piece = flow.piece;
      float moved = (float) Math.min(left, PIECE_BYTES - to.bytes[piece]);
      left -= moved;
      flow.recent += moved;
      fromAll += moved;
      fromFirstSeeders += flow.from.seedsFromStart ? moved : 0;
      to.bytes[piece] += moved;
      if (to.bytes[piece] >= PIECE_BYTES) {
        to.partial.clear(piece);
        to.have.set(piece);
        pieces.add(piece);
        flow.drop();
      } else {
        to.partial.set(piece);
        left = 0;
      }
    }
  }
}
