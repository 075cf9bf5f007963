package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;

/**
 * F2 (docs/policy.md 3.3): headers that only browsers send. A client that runs in a browser sends
 * them too: WebTorrent is exempt. A page that a person opened once by hand does not count.
 */
record BrowserRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.announced().getBrowserHeaders() && !announce.isWebTorrent();
  }

  /** Value: announces with such headers. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    if (!begins(announce)) {
      return Outcome.keep(before);
    }
    long count = before.value(0) + 1;
    var after = before.next(announce.source(), count);
    if (count < rule.threshold("announces")) {
      return Outcome.keep(after);
    }
    var found =
        Found.of(
                rule,
                announce.place(),
                announce.announced().getSessionStartedAtMs(),
                after.events(),
                "The session calls itself %s and sent headers of a browser in %d announces"
                    .formatted(announce.client(), count))
            .measured(count, rule.threshold("announces"));
    return Outcome.found(after, found);
  }
}
