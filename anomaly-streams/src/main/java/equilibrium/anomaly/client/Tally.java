package equilibrium.anomaly.client;

import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.fold.Signal;
import equilibrium.schemas.event.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Signals of one client by session, as the values of a rule's state: the begin of the window, then
 * five for each session: begin of the info-hash, its sum, peer id in three. At most {@link #MOST}
 * sessions; others are not counted.
 */
record Tally(RuleState state, List<Long> values) {
  static final int MOST = 20;

  private static final int HEAD = 1;
  private static final int EACH = 5;

  /** The tally with one more signal; a new one if the window is over. */
  static Tally of(RuleState before, Signal signal, long windowMs) {
    boolean fresh = before.isBlank() || signal.atMs() - before.value(0) >= windowMs;
    var values = new ArrayList<Long>(fresh ? List.of(signal.atMs()) : before.values());
    add(values, signal);
    var after =
        fresh
            ? RuleState.of(signal.source(), values.toArray(Long[]::new))
            : before.next(signal.source(), values);
    return new Tally(after, values);
  }

  private static void add(List<Long> values, Signal signal) {
    long swarm = ByteBuffer.wrap(signal.infoHash().bytes()).getLong();
    var peer = ByteBuffer.wrap(Arrays.copyOf(signal.peerId().bytes(), 3 * Long.BYTES));
    var session = List.of(peer.getLong(), peer.getLong(), peer.getLong());
    for (int i = HEAD; i + EACH <= values.size(); i += EACH) {
      if (values.get(i) == swarm && values.subList(i + 2, i + EACH).equals(session)) {
        values.set(i + 1, values.get(i + 1) + signal.value());
        return;
      }
    }
    if (values.size() < HEAD + MOST * EACH) {
      values.add(swarm);
      values.add(signal.value());
      values.addAll(session);
    }
  }

  long sinceMs() {
    return values.getFirst();
  }

  /** Different swarms. */
  long swarms() {
    return sessions().stream().map(List::getFirst).distinct().count();
  }

  int size() {
    return sessions().size();
  }

  /** The sums of all sessions, each cut to a most. */
  long sum(long mostEach) {
    return sessions().stream().mapToLong(session -> Math.min(mostEach, session.get(1))).sum();
  }

  List<PeerId> peerIds() {
    return sessions().stream().map(Tally::peerId).distinct().toList();
  }

  private static PeerId peerId(List<Long> session) {
    var bytes = ByteBuffer.allocate(3 * Long.BYTES);
    session.subList(2, EACH).forEach(bytes::putLong);
    return new PeerId(Arrays.copyOf(bytes.array(), 20));
  }

  private List<List<Long>> sessions() {
    var all = new ArrayList<List<Long>>();
    for (int i = HEAD; i + EACH <= values.size(); i += EACH) {
      all.add(values.subList(i, i + EACH));
    }
    return all;
  }
}
