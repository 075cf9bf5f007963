package equilibrium.scoring.stream;

import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.rules.ClientRules;
import java.util.function.BiFunction;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates all clients of one partition, a bounded number at a time. A pass starts when the cuts
 * changed, or when the last pass started too long ago, because sums decay without announces. It is
 * slow while old credits come in: announces wait then, and their credits would be missing in the
 * evaluation. Its position is only in memory: a pass starts at once after a restart, and repeats
 * evaluations without harm.
 */
final class Review {
  private static final long NO_CREDIT = Long.MIN_VALUE;

  /**
   * After so many calls without a credit no announce waits. Shorter pauses are waits for a commit,
   * or for the turn of the partition.
   */
  private static final int QUIET_CALLS = 10;

  private final ClientRules rules;
  private final KeyValueStore<ClientId, Client> clients;
  private final long lateMs;
  private @Nullable ClientId cursor;
  private boolean passing;
  private long passCutsEpoch = -1;
  private long passStartedMs = Long.MIN_VALUE;
  private long creditedMs = NO_CREDIT;
  private boolean late;
  private int quiet;

  /**
   * Before the first pass.
   *
   * @param lateMs if the newest credit is older, tracker time, announces wait
   */
  Review(ClientRules rules, KeyValueStore<ClientId, Client> clients, long lateMs) {
    this.rules = rules;
    this.clients = clients;
    this.lateMs = lateMs;
  }

  /** Records the time of a credit. */
  void credited(long atMs) {
    creditedMs = Math.max(creditedMs, atMs);
  }

  /**
   * Continues a pass, or starts one that is due.
   *
   * @param nowMs the tracker's time
   * @param evaluation gives the client evaluated now, and publishes changes
   * @return whether the next call should come soon
   */
  boolean advance(long nowMs, long cutsEpoch, BiFunction<ClientId, Client, Client> evaluation) {
    if (!passing && (cutsEpoch != passCutsEpoch || nowMs - rules.reviewMs() >= passStartedMs)) {
      passing = true;
      passCutsEpoch = cutsEpoch;
      passStartedMs = nowMs;
      cursor = null;
    }
    updateLate(nowMs);
    if (passing) {
      cursor = reviewed(late ? rules.reviewedLate() : rules.reviewed(), evaluation);
      passing = cursor != null;
    }
    return passing || quiet < QUIET_CALLS;
  }

  /** Decides from the credits since the last call whether announces wait. */
  private void updateLate(long nowMs) {
    quiet = creditedMs == NO_CREDIT ? Math.min(quiet + 1, QUIET_CALLS) : 0;
    if (quiet == 0) {
      late = nowMs - lateMs > creditedMs;
    } else if (quiet == QUIET_CALLS) {
      late = false;
    }
    creditedMs = NO_CREDIT;
  }

  /** Reviews the next clients, and gives the one after them; null: the pass is complete. */
  private @Nullable ClientId reviewed(int most, BiFunction<ClientId, Client, Client> evaluation) {
    try (var entries = clients.range(cursor, null)) {
      for (int i = 0; entries.hasNext(); i++) {
        var entry = entries.next();
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
    if (after.isForgettable()) {
      clients.delete(id);
    } else if (isWorthKeeping(before, after)) {
      clients.put(id, after);
    }
  }

  /** A new time of evaluation alone is not stored, or each pass would write every client. */
  private static boolean isWorthKeeping(Client before, Client after) {
    return before.score() != after.score()
        || !before.tier().equals(after.tier())
        || !before.entry().equals(after.entry());
  }
}
