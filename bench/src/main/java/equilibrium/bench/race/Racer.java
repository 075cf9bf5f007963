package equilibrium.bench.race;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One peer of a simulated swarm. Times are seconds since the start. */
final class Racer {
  final int number;
  final int tier;
  final boolean seedsFromStart;
  final boolean exchangesPeers;
  final boolean playsTricks;
  final double upload; // bytes per second
  final double startS;
  final BitSet have = new BitSet();
  final BitSet partial = new BitSet(); // pieces that are begun
  final BitSet coming = new BitSet(); // pieces that a flow brings now
  final float[] bytes;
  final Map<Racer, Link> links = new HashMap<>();
  final List<Link> linkList = new ArrayList<>();
  private double completeS = -1;
  private double nextAnnounceS;
  private boolean gone;
  double incoming; // bytes asked of all others in this step

  Racer(Body body, double upload, double startS, int pieces) {
    number = body.number();
    tier = body.tier();
    seedsFromStart = body.seedsFromStart();
    exchangesPeers = body.exchangesPeers();
    playsTricks = body.playsTricks();
    this.upload = upload;
    this.startS = startS;
    nextAnnounceS = startS;
    bytes = seedsFromStart ? new float[0] : new float[pieces];
    if (seedsFromStart) {
      have.set(0, pieces);
      completeS = startS;
    }
  }

  /** What a peer is from the start. */
  record Body(
      int number, int tier, boolean seedsFromStart, boolean exchangesPeers, boolean playsTricks) {}

  boolean isComplete() {
    return completeS >= 0;
  }

  /** When it had all pieces; -1: not yet. */
  double completeS() {
    return completeS;
  }

  void complete(double atS) {
    completeS = atS;
  }

  boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
  }

  double nextAnnounceS() {
    return nextAnnounceS;
  }

  void announceAt(double atS) {
    nextAnnounceS = atS;
  }

  /** Whether another peer has a piece that this one lacks. */
  boolean wants(Racer other) {
    if (isComplete()) {
      return false;
    }
    if (other.isComplete()) {
      return true;
    }
    for (int piece = other.have.nextSetBit(0); piece >= 0; ) {
      int lacking = have.nextClearBit(piece);
      if (lacking == piece) {
        return true;
      }
      piece = other.have.nextSetBit(lacking);
    }
    return false;
  }
}
