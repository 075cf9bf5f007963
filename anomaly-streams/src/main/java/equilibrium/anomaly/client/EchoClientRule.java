package equilibrium.anomaly.client;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.evidence.Found.Place;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rules.RuleRecord;

/**
 * T1 over all sessions of a client (docs/policy.md 3.3): many short sessions, none of which missed
 * enough echoes alone. A session that returns its tracker id shows that the client reads replies,
 * and clears all. Misses that a session is accused of already do not count again.
 */
record EchoClientRule(RuleRecord rule) implements FoldRule<Signal> {

  @Override
  public boolean begins(Signal signal) {
    return signal.rule().equals(rule.id()) && signal.value() > 0;
  }

  @Override
  public Outcome after(RuleState before, Signal signal) {
    if (!signal.rule().equals(rule.id())) {
      return Outcome.keep(before);
    }
    if (signal.value() <= 0) {
      return Outcome.CLEAR;
    }
    var tally = Tally.of(before, signal, rule.hoursMs("windowHours"));
    long misses = tally.sum(rule.whole("misses") - 1);
    boolean fires =
        tally.size() >= rule.threshold("sessions") && misses >= rule.threshold("clientMisses");
    if (!fires) {
      return Outcome.keep(tally.state());
    }
    var found =
        Found.of(
                rule,
                new Place(null, tally.peerIds()),
                tally.sinceMs(),
                tally.state().events(),
                "%d sessions of the client did not return the tracker id in %d announces"
                    .formatted(tally.size(), misses))
            .as("CLIENT", rule.weight())
            .measured(misses, rule.threshold("clientMisses"))
            .with("sessions", tally.size());
    return Outcome.found(tally.state(), found);
  }

  @Override
  public long keptMs() {
    return rule.hoursMs("windowHours");
  }
}
