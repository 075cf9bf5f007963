package equilibrium.scoring.swarm;

import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sessions of an episode that repeat another session of the same client: as many bytes sent and
 * received, to 1 %. A client with several addresses may announce from each of them with a peer id
 * of its own and the same counters, and so reports each byte more than once
 * (docs/explain/scoring.md#copies). Which session counts as the original does not depend on the
 * order of the sessions.
 */
final class Copies {
  /** Of bytes sent. Smaller claims may be equal by chance. */
  private static final long LEAST_BYTES = 10_000_000;

  private static final int SAME = 100; // to one part in so many

  private final List<Participant> sessions;
  private final BitSet copies = new BitSet();

  Copies(List<Participant> sessions) {
    this.sessions = sessions;
    int original = -1;
    for (int session : inOrder()) {
      if (original >= 0 && repeats(session, original)) {
        copies.set(session);
      } else {
        original = session;
      }
    }
  }

  /** Those that are large enough. Sessions that may repeat each other are neighbours. */
  private int[] inOrder() {
    return IntStream.range(0, sessions.size())
        .filter(session -> traffic(session).uploaded() >= LEAST_BYTES)
        .boxed()
        .sorted(
            Comparator.comparing(
                    (Integer session) -> sessions.get(session).session().owner().clientId())
                .thenComparingLong(session -> traffic(session).uploaded())
                .thenComparingLong(session -> traffic(session).received())
                .thenComparing(session -> sessions.get(session).peerId()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private boolean repeats(int session, int original) {
    var owner = sessions.get(session).session().owner();
    return owner.clientId().equals(sessions.get(original).session().owner().clientId())
        && isSame(traffic(session).uploaded(), traffic(original).uploaded())
        && isSame(traffic(session).received(), traffic(original).received());
  }

  private static boolean isSame(long one, long other) {
    return Math.abs(one - other) <= Math.max(one, other) / SAME;
  }

  private Traffic traffic(int session) {
    return sessions.get(session).claim().traffic();
  }

  int count() {
    return copies.cardinality();
  }

  /** All other sessions, in their order. */
  List<Participant> originals() {
    return IntStream.range(0, sessions.size())
        .filter(session -> !copies.get(session))
        .mapToObj(sessions::get)
        .toList();
  }

  /** What remains of bytes that count the copies. */
  Traffic withoutCopies(Traffic all) {
    return copies.stream().mapToObj(this::traffic).reduce(all, Traffic::minus);
  }
}
