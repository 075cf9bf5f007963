package equilibrium.scoring.stream;

import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.rules.ScoringRules;
import java.util.function.BiFunction;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Passes over all clients of one partition, a bounded number at a time: one pass whenever the cuts
 * changed, and one whenever the last began too long ago, for sums decay while nobody announces.
 * Slowly while credits of long ago come in: announces wait, and every evaluation would be of sums
 * that lack them. Kept in memory only: after a restart a pass begins at once, which changes nothing
 * that is still true.
 */
final class Review {
  private static final long NOTHING = Long.MIN_VALUE;

  /**
   * So many calls without a credit: none waits. In between they wait for a commit, or their turn.
   */
  private static final int QUIET = 10;

  private final ScoringRules.Clients rules;
  private final KeyValueStore<ClientId, Client> clients;
  private final long lateMs;
  private @Nullable ClientId cursor;
  private boolean passing;
  private long passCutsEpoch = -1;
  private long passBeganMs = Long.MIN_VALUE;
  private long heardMs = NOTHING;
  private boolean late;
  private int quiet;

  /**
   * No pass has begun.
   *
   * @param lateMs how old the newest credit must be, tracker time, for announces to wait
   */
  Review(ScoringRules.Clients rules, KeyValueStore<ClientId, Client> clients, long lateMs) {
    this.rules = rules;
    this.clients = clients;
    this.lateMs = lateMs;
  }

  /** A client was credited as of a time. */
  void heard(long atMs) {
    heardMs = Math.max(heardMs, atMs);
  }

  /**
   * Goes on with a pass, or begins one that is due.
   *
   * @param nowMs the tracker's time
   * @param evaluation gives the client as it stands now, and tells who must know
   */
  void advance(long nowMs, long cutsEpoch, BiFunction<ClientId, Client, Client> evaluation) {
    if (!passing && (cutsEpoch != passCutsEpoch || nowMs - rules.reviewMs() >= passBeganMs)) {
      passing = true;
      passCutsEpoch = cutsEpoch;
      passBeganMs = nowMs;
      cursor = null;
    }
    judge(nowMs);
    if (passing) {
      cursor = some(late ? rules.sweepLate() : rules.sweep(), evaluation);
      passing = cursor != null;
    }
  }

  /** Whether announces wait, by the credits since the last call. */
  private void judge(long nowMs) {
    quiet = heardMs == NOTHING ? Math.min(quiet + 1, QUIET) : 0;
    if (quiet == 0) {
      late = nowMs - lateMs > heardMs;
    } else if (quiet == QUIET) {
      late = false;
    }
    heardMs = NOTHING;
  }

  /** Where to go on; null: the pass is over. */
  private @Nullable ClientId some(int most, BiFunction<ClientId, Client, Client> evaluation) {
    try (var some = clients.range(cursor, null)) {
      for (int i = 0; some.hasNext(); i++) {
        var entry = some.next();
        if (i == most) {
          return entry.key;
        }
        review(entry.key, entry.value, evaluation);
      }
    }
    return null;
  }

  private void review(ClientId id, Client before, BiFunction<ClientId, Client, Client> evaluation) {
    var after = evaluation.apply(id, before);
    if (after.isNobody()) {
      clients.delete(id);
    } else if (isWorthKeeping(before, after)) {
      clients.put(id, after);
    }
  }

  /** Not for the time of evaluation alone: a pass would write every client. */
  private static boolean isWorthKeeping(Client before, Client after) {
    return before.score() != after.score()
        || !before.place().equals(after.place())
        || !before.counted().equals(after.counted());
  }
}
