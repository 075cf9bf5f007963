package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.TrackerIdVerdict;

/**
 * T2 (docs/policy.md 3.3): a {@code trackerid} that this tracker did not sign for the session, as
 * the literal 48 of a RatioMaster profile. A client that reads replies uses ours from the next
 * announce on, so one foreign value alone says nothing: Transmission changes its peer id, a machine
 * is cloned, a secret of ours changes.
 */
record ForeignEchoRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.announced().getTrackerId() == TrackerIdVerdict.FOREIGN;
  }

  /** Values: announces in a row, time of the newest, interval told there. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    if (!begins(announce)) {
      return Outcome.CLEAR;
    }
    boolean repeats = announce.atMs() - before.value(1) < before.value(2) / 2;
    if (!before.isBlank() && repeats) {
      return Outcome.keep(before);
    }
    long count = before.value(0) + 1;
    var after = before.next(announce.source(), count, announce.atMs(), announce.intervalMs());
    if (count < rule.threshold("announces")) {
      return Outcome.keep(after);
    }
    var found =
        Found.of(
                rule,
                announce.place(),
                announce.announced().getSessionStartedAtMs(),
                after.events(),
                "The session returned a tracker id that is not ours in %d announces in a row"
                    .formatted(count))
            .measured(count, rule.threshold("announces"));
    return Outcome.found(after, found);
  }
}
