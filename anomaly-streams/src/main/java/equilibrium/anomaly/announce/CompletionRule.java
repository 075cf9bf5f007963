package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;

/**
 * E2 (docs/policy.md 3.3): {@code completed} with bytes missing. Partial seeders send {@code
 * paused}. Its second form, {@code completed} again and again with nothing missing, weighs nothing:
 * Transmission 4.0.6 does so.
 */
record CompletionRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.is(AnnounceEvent.COMPLETED);
  }

  /** Value: completions with nothing missing. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    if (!begins(announce)) {
      return Outcome.keep(before);
    }
    long left = announce.left();
    if (left > 0) {
      return Outcome.found(RuleState.of(announce.source(), before.value(0)), missing(announce));
    }
    long repeats = before.value(0) + 1;
    var after = before.next(announce.source(), repeats);
    if (left != 0 || repeats < rule.threshold("repeats")) {
      return Outcome.keep(after);
    }
    var found =
        Found.of(
                rule,
                announce.place(),
                announce.announced().getSessionStartedAtMs(),
                after.events(),
                "The session said completed %d times".formatted(repeats))
            .as("REPEATED", 0)
            .measured(repeats, rule.threshold("repeats"));
    return Outcome.found(after, found);
  }

  private Found missing(SeenAnnounce announce) {
    return Found.of(
            rule,
            announce.place(),
            announce.atMs(),
            java.util.List.of(announce.source()),
            "The session said completed while %d bytes were missing".formatted(announce.left()))
        .measured(announce.left(), 0);
  }
}
