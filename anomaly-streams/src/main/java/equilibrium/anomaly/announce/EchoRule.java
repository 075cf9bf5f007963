package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.util.Set;

/**
 * T1 (docs/policy.md 3.3): a client whose family returns {@code trackerid} does not. Emulators copy
 * headers and do not read replies. An announce that follows too soon repeats one whose reply was
 * lost, and does not count; one that returns a tracker id clears the session.
 */
record EchoRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {
  /** Families of docs/policy.md 1.1 that return it; µTorrent and forks of others are not here. */
  private static final Set<String> ECHOING =
      Set.of("-LT", "-qB", "-DE", "-TR", "-lt", "-A2", "A2-", "-BI", "-WW");

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.announced().getTrackerId() == TrackerIdVerdict.NONE
        && announce.isHttp()
        && !announce.is(AnnounceEvent.STARTED)
        && announce.isKnownSession()
        && ECHOING.contains(announce.client());
  }

  /** Values: misses, time of the newest, interval told there. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    if (announce.announced().getTrackerId() != TrackerIdVerdict.NONE) {
      var cleared = Outcome.CLEAR;
      return before.isBlank() ? cleared : cleared.with(signal(announce, -before.value(0)));
    }
    boolean repeats = announce.atMs() - before.value(1) < before.value(2) / 2;
    if (!begins(announce) || (!before.isBlank() && repeats)) {
      return Outcome.keep(before);
    }
    long misses = before.value(0) + 1;
    var after = before.next(announce.source(), misses, announce.atMs(), announce.intervalMs());
    var outcome =
        misses >= rule.threshold("misses")
            ? Outcome.found(after, found(after, announce))
            : Outcome.keep(after);
    return outcome.with(signal(announce, 1));
  }

  private Signal signal(SeenAnnounce announce, long misses) {
    var announced = announce.announced();
    return new Signal(
        rule.id(),
        announced.getInfoHash(),
        announced.getPeerId(),
        announce.atMs(),
        misses,
        announce.source());
  }

  private Found found(RuleState state, SeenAnnounce announce) {
    return Found.of(
            rule,
            announce.place(),
            announce.announced().getSessionStartedAtMs(),
            state.events(),
            "The client calls itself %s, which returns the tracker id, and did not in %d announces"
                .formatted(announce.client(), state.value(0)))
        .as("SESSION", rule.weight())
        .measured(state.value(0), rule.threshold("misses"));
  }
}
