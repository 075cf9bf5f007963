package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Intervals.received;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import java.util.Set;

/**
 * L2 (docs/policy.md 3.3): a session gets nearer to its end without downloading. A recheck or a
 * cross-seed is one jump, so progress must be spread over several intervals. Transmission does not
 * count web seeds, and BiglyBT not the local network: they are exempt.
 */
record HiddenDownloadRule(RuleRecord rule) implements FoldRule<Contribution> {
  private static final Set<String> COUNT_LESS = Set.of("-TR", "-BI");

  @Override
  public boolean begins(Contribution interval) {
    Long left = interval.getLeft();
    return left != null
        && left > 0
        && received(interval) == 0
        && interval.getSeconds() > 0
        && interval.getRole() == Role.LEECHER
        && left <= interval.getSizeBytes()
        && !Intervals.isOneOf(interval, COUNT_LESS);
  }

  /** Values: left at the begin, at the last, received, intervals of progress, largest, begin. */
  @Override
  public Outcome after(RuleState before, Contribution interval) {
    Long left = interval.getLeft();
    boolean over =
        left == null || interval.getKind() == Step.RESET || interval.getKind() == Step.FIRST;
    if (over || left > (before.isBlank() ? left : before.value(1))) {
      return Outcome.CLEAR; // began anew, or a recheck took bytes away
    }
    if (before.isBlank()) {
      return Outcome.keep(
          RuleState.of(interval.getSource(), left, left, 0L, 0L, 0L, interval.getAtMs()));
    }
    long progress = before.value(1) - left;
    long received = before.value(2) + received(interval);
    if (progress == 0) {
      return Outcome.keep(
          before.with(
              before.value(0), left, received, before.value(3), before.value(4), before.value(5)));
    }
    long largest = Math.max(before.value(4), progress);
    var after =
        before.next(
            interval.getSource(),
            before.value(0),
            left,
            received,
            before.value(3) + 1,
            largest,
            before.value(5));
    return judged(after, interval);
  }

  /** The largest step is left out: it may be a recheck. */
  private Outcome judged(RuleState state, Contribution interval) {
    double hidden = state.value(0) - state.value(1) - state.value(4) - state.value(2);
    double allowed = rule.threshold("share") * interval.getSizeBytes();
    boolean fires =
        state.value(3) >= rule.threshold("intervals")
            && interval.getSizeBytes() > rule.threshold("firstBytes")
            && hidden > allowed;
    if (!fires) {
      return Outcome.keep(state);
    }
    var found =
        Found.of(
                rule,
                Intervals.place(interval),
                state.value(5),
                state.events(),
                "The session got %d bytes nearer to its end in %d intervals and said that it"
                        .formatted(state.value(0) - state.value(1), state.value(3))
                    + " downloaded %d".formatted(state.value(2)))
            .measured(hidden, allowed)
            .with("sizeBytes", interval.getSizeBytes())
            .with("largestStep", state.value(4));
    return Outcome.found(state, found);
  }
}
