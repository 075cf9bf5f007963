package equilibrium.anomaly.suspicion;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Suspicion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds findings and decisions about one client (docs/policy.md 3.6).
 *
 * <pre>
 *             evidence              evidence, guards            approved
 *  0 nothing ---------&gt; 1, 2 -----------------------&gt; 3 -----------------&gt; 4
 *      ^   decay          ^      quarantine over      |                    |
 *      +------------------+---------------------------+&lt;---- decay --------+
 * </pre>
 *
 * A level rises by findings and decisions, and falls by time. Its time is that of the events. What
 * is due by time is computed as of the very time at which it was due, however late that is noticed.
 */
public record SuspicionFold(SuspicionRules rules) {
  private static final double LN_2 = StrictMath.log(2);

  /** Between two evaluations by time, so that rounding cannot repeat one. */
  private static final long LEAST_STEP_MS = Duration.ofMinutes(1).toMillis();

  private static final int MOST_STEPS = 100;

  /** With one more finding; the same if it is known already. */
  public Suspect plus(ClientId clientId, Suspect before, Anomaly anomaly) {
    var finding = SeenFinding.of(anomaly);
    if (before.file().has(finding.id())) {
      return before;
    }
    var current = at(before, finding.atMs());
    if (finding.atMs() <= current.effect().clearedAtMs()) {
      return current; // what it rests on was found to be wrong
    }
    var known = current.of(anomaly.getIdentity(), anomaly.getPeerIds());
    var after = filed(clientId, known, finding);
    if (finding.isEvidence() && after.effect().released()) {
      after = after.with(after.effect().again());
    }
    return evaluated(clear(clientId, after), Math.max(finding.atMs(), after.effect().atMs()));
  }

  private static Suspect filed(ClientId clientId, Suspect suspect, SeenFinding finding) {
    boolean open =
        switch (suspect.state()) {
          case NONE, CLEARED, EXPIRED -> false;
          case OPEN, APPROVED, DISMISSED -> true;
        };
    var file = suspect.file();
    return suspect.plus(finding, open ? file.plus(finding) : CaseFile.opened(clientId, finding));
  }

  /** With a decision, or without the former one. */
  public Suspect decided(ClientId clientId, Suspect before, @Nullable CaseDecision decision) {
    var newest = decision == null ? null : OperatorDecision.of(decision);
    long atMs = newest == null ? before.effect().atMs() : newest.atMs();
    var after = clear(clientId, at(before, atMs).with(newest));
    return evaluated(after, Math.max(atMs, after.effect().atMs()));
  }

  /** Applies a decision that the evidence was wrong, once. What came later is a new case. */
  private static Suspect clear(ClientId clientId, Suspect suspect) {
    var decision = suspect.clearing();
    if (decision == null) {
      return suspect;
    }
    long atMs = Math.max(decision.atMs(), suspect.effect().atMs());
    var cleared = suspect.withoutEvidence(suspect.effect().cleared(atMs, decision.atMs()));
    for (var finding : suspect.file().recent()) {
      if (finding.atMs() > decision.atMs()) {
        cleared = filed(clientId, cleared, finding);
      }
    }
    return cleared.weighed(Weights.CLEARED, SuspicionRules.CLEARED, decision.atMs());
  }

  /** At a time: everything that was due until then, in its order. */
  public Suspect at(Suspect suspect, long nowMs) {
    var current = suspect;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      long dueMs = dueMs(current);
      if (dueMs > nowMs) {
        break;
      }
      current = evaluated(current, dueMs);
    }
    return current;
  }

  /** When something changes by time alone; the largest long: never. */
  public long dueMs(Suspect suspect) {
    var effect = suspect.effect();
    long dueMs = Long.MAX_VALUE;
    if (!suspect.file().isNone() && !suspect.file().expired()) {
      dueMs = suspect.file().newestMs() + SuspicionRules.CLEAN_MS;
    }
    if (effect.level() > 0) {
      dueMs = Math.min(dueMs, fallsAtMs(suspect));
      dueMs = effect.untilMs() > 0 ? Math.min(dueMs, effect.untilMs()) : dueMs;
    }
    return Math.max(dueMs, effect.atMs() + 1);
  }

  /** When decay ends the level; a cap may let it last longer. */
  private long fallsAtMs(Suspect suspect) {
    long atMs = suspect.effect().atMs();
    double weight = suspect.weights().sum(rules, atMs, false);
    double least = rules.from(suspect.level()) - rules.hysteresis() - 0.5; // weights are rounded
    double halfLives = weight <= least ? 0 : StrictMath.log(weight / least) / LN_2;
    return atMs
        + Math.max(LEAST_STEP_MS, (long) StrictMath.ceil(halfLives * SuspicionRules.HALF_LIFE_MS));
  }

  private Suspect evaluated(Suspect suspect, long nowMs) {
    if (!suspect.file().isNone()
        && !suspect.file().expired()
        && nowMs >= suspect.file().newestMs() + SuspicionRules.CLEAN_MS) {
      return suspect
          .with(suspect.file().asExpired())
          .withoutEvidence(suspect.effect().ended(nowMs));
    }
    return switch (suspect.state()) {
      case NONE, EXPIRED, CLEARED, DISMISSED -> suspect.with(suspect.effect().ended(nowMs));
      case OPEN, APPROVED -> {
        int level = level(suspect, nowMs);
        var effect = suspect.effect();
        yield suspect.with(
            level >= SuspicionRules.QUARANTINED
                ? effect.excluded(nowMs, level)
                : effect.at(nowMs, level));
      }
    };
  }

  private int level(Suspect suspect, long nowMs) {
    int weight = weight(suspect, nowMs, false);
    int before = suspect.level();
    for (int level = SuspicionRules.REFUSED; level > 0; level--) {
      int least = rules.from(level) - (before >= level ? rules.hysteresis() : 0);
      if (weight >= least && mayReach(level, suspect, nowMs)) {
        return level;
      }
    }
    return 0;
  }

  private boolean mayReach(int level, Suspect suspect, long nowMs) {
    return switch (level) {
      case SuspicionRules.REFUSED ->
          suspect.state() == CaseState.APPROVED
              && !suspect.weights().isBroken(rules, nowMs)
              && isSupported(suspect, nowMs);
      case SuspicionRules.QUARANTINED ->
          !suspect.effect().released() && isSupported(suspect, nowMs);
      default -> true;
    };
  }

  /** Weights are only roughly independent: a quarantine needs more than a sum. */
  private boolean isSupported(Suspect suspect, long nowMs) {
    if (suspect.isExcluded()) {
      return true;
    }
    var weights = suspect.weights();
    boolean families =
        weights.families(rules, nowMs, false).size() >= SuspicionRules.LEAST_FAMILIES
            || weights.has(SuspicionRules.ATTRIBUTION, rules, nowMs);
    return families && suspect.torrents().countWithEffect() >= SuspicionRules.LEAST_TORRENTS;
  }

  /** Whether nothing of it matters any more. */
  public boolean isForgettable(Suspect suspect, long nowMs) {
    return suspect.file().isNone()
        ? suspect.decision() == null
        : suspect.file().expired()
            && nowMs >= suspect.file().newestMs() + SuspicionRules.FORGOTTEN_MS;
  }

  /**
   * What is published.
   *
   * @param enforced whether levels have effects
   */
  public Suspicion suspicion(ClientId clientId, Suspect suspect, boolean enforced) {
    var effect = suspect.effect();
    long atMs = effect.atMs();
    return Suspicion.newBuilder()
        .setClientId(clientId)
        .setAtMs(atMs)
        .setWeight(weight(suspect, atMs, false))
        .setLevel(effect.level())
        .setBroken(suspect.weights().isBroken(rules, atMs))
        .setFamilies(List.copyOf(suspect.weights().families(rules, atMs, true)))
        .setTorrents(suspect.torrents().count())
        .setCases(suspect.file().recent().stream().map(SeenFinding::id).toList())
        .setRulesVersion(rules.version())
        .setIdentity(suspect.identity())
        .setCaseId(suspect.file().id())
        .setCaseState(suspect.state())
        .setOpenedAtMs(suspect.file().openedAtMs())
        .setFindings(suspect.file().findings())
        .setShadowWeight(weight(suspect, atMs, true))
        .setEnforced(enforced)
        .setUntilMs(effect.untilMs())
        .setRecurrences(effect.quarantines())
        .setPeerIds(suspect.peerIds())
        .build();
  }

  private int weight(Suspect suspect, long atMs, boolean withShadow) {
    return (int) StrictMath.rint(suspect.weights().sum(rules, atMs, withShadow));
  }
}
