package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.Arrays;

/**
 * E1 (docs/policy.md 3.3): {@code started} again and again, an interval apart, while uploaded
 * rises. ratio-spoof sends it on every announce. A repetition that comes too soon is a retry after
 * a lost reply, and one from another address is a new socket after a change of network: both begin
 * anew.
 */
record RestartRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.is(AnnounceEvent.STARTED) && announce.uploaded() > 0;
  }

  /** Values: number of starts, uploaded at the first, at the last, address, time, interval. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    if (!begins(announce)) {
      return Outcome.CLEAR;
    }
    long address = Arrays.hashCode(announce.announced().getAddress().bytes());
    long uploaded = announce.uploaded();
    if (before.isBlank() || !continues(before, announce, address)) {
      return Outcome.keep(
          RuleState.of(
              announce.source(),
              1L,
              uploaded,
              uploaded,
              address,
              announce.atMs(),
              announce.intervalMs()));
    }
    long starts = before.value(0) + 1;
    var after =
        before.next(
            announce.source(),
            starts,
            before.value(1),
            uploaded,
            address,
            announce.atMs(),
            announce.intervalMs());
    boolean fires = starts >= rule.threshold("starts") && uploaded > before.value(1);
    return fires ? Outcome.found(after, found(after, announce)) : Outcome.keep(after);
  }

  private boolean continues(RuleState before, SeenAnnounce announce, long address) {
    double intervals = (announce.atMs() - before.value(4)) / (double) Math.max(1, before.value(5));
    return intervals >= rule.threshold("leastIntervals")
        && intervals <= rule.threshold("mostIntervals")
        && announce.uploaded() >= before.value(2)
        && address == before.value(3);
  }

  private Found found(RuleState state, SeenAnnounce announce) {
    long starts = state.value(0);
    return Found.of(
            rule,
            announce.place(),
            announce.atMs() - (starts - 1) * announce.intervalMs(),
            state.events(),
            "The session said started %d times in a row, about an interval apart, while its upload"
                    .formatted(starts)
                + " rose by %d bytes".formatted(state.value(2) - state.value(1)))
        .measured(starts, rule.threshold("starts"))
        .with("uploadedFirst", state.value(1))
        .with("uploadedLast", state.value(2));
  }
}
