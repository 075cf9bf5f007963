package equilibrium.anomaly.client;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.evidence.Found.Place;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rules.RuleRecord;

/** R5 (docs/policy.md 3.3): constant rates in several swarms of one client. */
record SteadyClientRule(RuleRecord rule) implements FoldRule<Signal> {

  @Override
  public boolean begins(Signal signal) {
    return signal.rule().equals(rule.id());
  }

  @Override
  public Outcome after(RuleState before, Signal signal) {
    if (!begins(signal)) {
      return Outcome.keep(before);
    }
    var tally = Tally.of(before, signal, rule.hoursMs("windowHours"));
    if (tally.swarms() < rule.threshold("swarms")) {
      return Outcome.keep(tally.state());
    }
    var found =
        Found.of(
                rule,
                new Place(null, tally.peerIds()),
                tally.sinceMs(),
                tally.state().events(),
                "The client uploads at a constant rate in %d swarms while their demand varies"
                    .formatted(tally.swarms()))
            .measured(tally.swarms(), rule.threshold("swarms"))
            .with("variation", rule.threshold("variation"))
            .with("intervals", rule.threshold("intervals"));
    return Outcome.found(tally.state(), found);
  }

  @Override
  public long keptMs() {
    return rule.hoursMs("windowHours");
  }
}
