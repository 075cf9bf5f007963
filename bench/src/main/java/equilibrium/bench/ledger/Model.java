package equilibrium.bench.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * An independent fold of the log, after the rules of docs/architecture.md 3 and
 * docs/explain/scoring.md#steps: the last announce of each session, and what sessions added to the
 * sums of their client and swarm. It knows what the numbered load can do: no session lapses,
 * changes its client, or loses counters by more than 8 MiB.
 */
final class Model {
  private static final long BYTES_PER_MS = 1_250_000;
  private static final long SAME_REPORT_MS = 30_000;

  private final Map<String, LoggedAnnounce> newest = new HashMap<>();
  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, Sum> clients = new HashMap<>();
  private final Map<String, Sum> swarms = new HashMap<>();

  /** Counted announces of a session. */
  private record Session(LoggedAnnounce last, long uploaded, long downloaded, boolean completed) {}

  /** Sums of bytes. */
  private record Sum(long announces, long uploaded, long downloaded) {
    Sum and(Sum other) {
      return new Sum(
          announces + other.announces, uploaded + other.uploaded, downloaded + other.downloaded);
    }
  }

  /** Folds the next announce; those of a partition must come in its order. */
  void add(LoggedAnnounce announce) {
    newest.merge(
        announce.session(),
        announce,
        (one, other) -> LoggedAnnounce.NEWEST.compare(one, other) < 0 ? other : one);
    if (announce.isTooLate()) {
      return;
    }
    var before = sessions.get(announce.session());
    if (before == null) {
      count(announce, first(announce), new Sum(1, 0, 0));
    } else if (!announce.isNotAfter(before.last) && !isSameReport(before, announce)) {
      next(before, announce);
    }
  }

  private static Session first(LoggedAnnounce announce) {
    return new Session(
        announce, announce.uploaded(), announce.downloaded(), announce.event().equals("COMPLETED"));
  }

  private void next(Session before, LoggedAnnounce announce) {
    boolean anew = announce.event().equals("STARTED") && announce.uploaded() < before.uploaded;
    if (anew) {
      var session = first(announce);
      count(
          announce,
          new Session(announce, session.uploaded, session.downloaded, before.completed),
          new Sum(1, 0, 0));
      return;
    }
    long most = (announce.atMs() - before.last.atMs()) * BYTES_PER_MS;
    long up = Math.max(0, announce.uploaded() - before.uploaded);
    long down = Math.max(0, announce.downloaded() - before.downloaded);
    count(
        announce,
        new Session(
            announce,
            before.uploaded + up,
            before.downloaded + down,
            before.completed || announce.event().equals("COMPLETED")),
        new Sum(1, Math.min(most, up), Math.min(most, down)));
  }

  private void count(LoggedAnnounce announce, Session session, Sum sum) {
    sessions.put(announce.session(), session);
    clients.merge(announce.swarm() + " " + announce.client(), sum, Sum::and);
    swarms.merge(announce.swarm(), sum, Sum::and);
  }

  private static boolean isSameReport(Session before, LoggedAnnounce announce) {
    return before.uploaded == announce.uploaded()
        && before.downloaded == announce.downloaded()
        && before.last.left() == announce.left()
        && before.last.event().equals(announce.event())
        && announce.atMs() - before.last.atMs() <= SAME_REPORT_MS;
  }

  /** What {@code peers} should hold, by session. */
  Rows peers() {
    var rows = new Rows();
    newest.forEach((session, last) -> {
      if (!last.isTooLate()) { // else its row is older than rows become, and is deleted
        rows.put(session, row(last));
      }
    });
    return rows;
  }

  private static String row(LoggedAnnounce last) {
    return "%d %d %d %s %d %d %d %d"
        .formatted(
            last.boot(),
            last.sequence(),
            last.node(),
            last.event(),
            last.uploaded(),
            last.downloaded(),
            last.left(),
            last.port());
  }

  /** What {@code contributions} should hold, by swarm and client. */
  Rows contributions() {
    var rows = new Rows();
    clients.forEach((share, sum) ->
        rows.put(share, "%d %d %d".formatted(sum.announces, sum.uploaded, sum.downloaded)));
    return rows;
  }

  /** What {@code swarm_balances} should hold, by swarm. */
  Rows balances() {
    var counts = counts();
    var rows = new Rows();
    swarms.forEach((swarm, sum) ->
        rows.put(
            swarm,
            "%d %d %s"
                .formatted(
                    sum.uploaded,
                    sum.downloaded,
                    counts.getOrDefault(swarm, PeerCounts.NONE).text())));
    return rows;
  }

  /** What a scrape of each swarm should say: seeders and leechers. */
  Map<String, PeerCounts> counts() {
    var counts = new HashMap<String, PeerCounts>();
    for (var session : sessions.values()) {
      counts.merge(
          session.last.swarm(), PeerCounts.of(session.last, session.completed), PeerCounts::and);
    }
    return counts;
  }
}
