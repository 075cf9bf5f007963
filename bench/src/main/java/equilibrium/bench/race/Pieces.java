package equilibrium.bench.race;

import java.util.BitSet;
import java.util.Random;

/** Which piece a peer fetches next: one that it has begun, else the rarest of the swarm. */
final class Pieces {
  private final int[] copies;
  private final Random random;

  Pieces(int pieces, Random random) {
    copies = new int[pieces];
    this.random = random;
  }

  /** One more peer has a piece. */
  void add(int piece) {
    copies[piece]++;
  }

  /** A peer has left. */
  void remove(Racer racer) {
    racer.have.stream().forEach(piece -> copies[piece]--);
  }

  /**
   * Gives a flow a piece, if its uploader has one that the other lacks. When all of those are
   * coming already, two flows share one: real clients then ask several peers for its blocks.
   */
  void assign(Link.Flow flow) {
    var lacking = (BitSet) flow.from.have.clone();
    lacking.andNot(flow.to.have);
    if (lacking.isEmpty()) {
      return;
    }
    var free = (BitSet) lacking.clone();
    free.andNot(flow.to.coming);
    var begun = (BitSet) free.clone();
    begun.and(flow.to.partial);
    if (!begun.isEmpty()) {
      flow.piece = begun.nextSetBit(0);
    } else {
      flow.piece = rarest(free.isEmpty() ? lacking : free);
    }
    flow.to.coming.set(flow.piece);
  }

  private int rarest(BitSet among) {
    int start = random.nextInt(copies.length);
    int best = rarest(among, start, copies.length, Link.Flow.NONE);
    return rarest(among, 0, start, best);
  }

  private int rarest(BitSet among, int from, int to, int before) {
    int best = before;
    for (int piece = among.nextSetBit(from);
        piece >= 0 && piece < to;
        piece = among.nextSetBit(piece + 1)) {
      if (best == Link.Flow.NONE || copies[piece] < copies[best]) {
        best = piece;
      }
    }
    return best;
  }
}
