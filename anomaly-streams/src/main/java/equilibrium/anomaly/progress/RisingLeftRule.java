package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Intervals.received;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Step;

/**
 * L4 (docs/policy.md 3.3): bytes that were there are missing again, several times a day. Once or
 * twice is a recheck; a failing disk goes on, and that is what "broken" means.
 */
record RisingLeftRule(RuleRecord rule) implements FoldRule<Contribution> {
  private static final long FIRST_BYTES = 16L << 20;

  @Override
  public boolean begins(Contribution interval) {
    return received(interval) >= FIRST_BYTES && interval.getSizeBytes() > 0;
  }

  /** Values: left at the last, rises in the window, begin of the window, bytes that they rose. */
  @Override
  public Outcome after(RuleState before, Contribution interval) {
    Long left = interval.getLeft();
    if (interval.getKind() == Step.RESET || interval.getKind() == Step.FIRST) {
      return Outcome.CLEAR; // another session of the client, which may hold less
    }
    if (left == null) {
      return Outcome.keep(before);
    }
    long windowMs = rule.hoursMs("windowHours");
    if (before.isBlank() || interval.getAtMs() - before.value(2) >= windowMs) {
      return Outcome.keep(RuleState.of(interval.getSource(), left, 0L, interval.getAtMs(), 0L));
    }
    long rise = left - before.value(0);
    if (rise <= rule.threshold("share") * interval.getSizeBytes()) {
      return Outcome.keep(before.with(left, before.value(1), before.value(2), before.value(3)));
    }
    long rises = before.value(1) + 1;
    var after =
        before.next(interval.getSource(), left, rises, before.value(2), before.value(3) + rise);
    return rises >= rule.threshold("rises")
        ? Outcome.found(after, found(after, interval))
        : Outcome.keep(after);
  }

  private Found found(RuleState state, Contribution interval) {
    return Found.of(
            rule,
            Intervals.place(interval),
            state.value(2),
            state.events(),
            "Bytes that the session had were missing again %d times, %d bytes in all"
                .formatted(state.value(1), state.value(3)))
        .measured(state.value(1), rule.threshold("rises"))
        .with("sizeBytes", interval.getSizeBytes())
        .with("windowHours", rule.threshold("windowHours"));
  }

  @Override
  public long keptMs() {
    return rule.hoursMs("windowHours");
  }
}
