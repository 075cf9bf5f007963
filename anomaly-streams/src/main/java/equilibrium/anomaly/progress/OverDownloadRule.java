package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Intervals.received;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Step;
import java.util.Set;

/**
 * L1 (docs/policy.md 3.3): a session downloads much more than it still needs. Bytes that a recheck
 * took away again may be downloaded again. Clients that count more than they receive from peers are
 * exempt: aria2 (mirrors, duplicates), rTorrent (rtorrent#561), WebTorrent (bytes on the disk).
 */
record OverDownloadRule(RuleRecord rule) implements FoldRule<Contribution> {
  private static final Set<String> COUNT_MORE = Set.of("-A2", "A2-", "-lt", "-WW");

  @Override
  public boolean begins(Contribution interval) {
    return received(interval) >= rule.threshold("firstBytes")
        && interval.getSizeBytes() > 0
        && !Intervals.isOneOf(interval, COUNT_MORE);
  }

  /** Values: bytes received, left at the begin, at the last, by how much it rose in all, begin. */
  @Override
  public Outcome after(RuleState before, Contribution interval) {
    if (interval.getKind() == Step.RESET || interval.getKind() == Step.FIRST) {
      return Outcome.CLEAR;
    }
    Long left = interval.getLeft();
    if (before.isBlank()) {
      return left == null
          ? Outcome.CLEAR
          : Outcome.keep(
              RuleState.of(interval.getSource(), 0L, left, left, 0L, interval.getAtMs()));
    }
    long now = left == null ? before.value(2) : left;
    long sum = before.value(0) + received(interval);
    long rose = before.value(3) + Math.max(0, now - before.value(2));
    var after = before.next(interval.getSource(), sum, before.value(1), now, rose, before.value(4));
    return judged(after, interval);
  }

  private Outcome judged(RuleState state, Contribution interval) {
    long size = interval.getSizeBytes();
    long received = state.value(0) - state.value(3);
    double excess = received - (state.value(1) - state.value(2));
    double allowed = Math.max(rule.threshold("excessShare") * size, rule.threshold("excessBytes"));
    boolean fires = size > 0 && (received > rule.threshold("sizes") * size || excess > allowed);
    if (!fires) {
      return Outcome.keep(state);
    }
    var found =
        Found.of(
                rule,
                Intervals.place(interval),
                state.value(4),
                state.events(),
                "The session downloaded %d bytes and needed %d of a torrent of %d"
                    .formatted(state.value(0), state.value(0) - (long) excess, size))
            .measured(excess, allowed)
            .with("received", state.value(0))
            .with("sizeBytes", size)
            .with("leftRose", state.value(3));
    return Outcome.found(state, found);
  }
}
