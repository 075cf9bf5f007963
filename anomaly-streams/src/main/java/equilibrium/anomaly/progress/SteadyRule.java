package equilibrium.anomaly.progress;

import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Step;

/**
 * R5 in one session (docs/policy.md 3.3): the upload rate hardly varies while the number of
 * leechers does. It gives a signal to the rule over all sessions of the client, and no finding. A
 * saturated limit is constant as well, but over all swarms of the client together, and only where
 * demand is constant too.
 */
record SteadyRule(RuleRecord rule) implements FoldRule<Contribution> {

  @Override
  public boolean begins(Contribution interval) {
    return interval.getSeconds() > 0
        && rate(interval) >= rule.threshold("bytesPerSecond")
        && interval.getKind() == Step.NORMAL;
  }

  /** Bytes a second. */
  private static long rate(Contribution interval) {
    return interval.getUploadedClaimed() / Math.max(1, interval.getSeconds());
  }

  /** Values: intervals, sum of kB/s, sum of their squares, fewest leechers, most leechers. */
  @Override
  public Outcome after(RuleState before, Contribution interval) {
    if (interval.getKind() == Step.RESET || interval.getKind() == Step.FIRST) {
      return Outcome.CLEAR;
    }
    if (interval.getSeconds() <= 0) {
      return Outcome.keep(before);
    }
    long kilobytes = Math.min(rate(interval) / 1_000, 10_000_000);
    long leechers = interval.getLeechers();
    if (before.isBlank()) {
      return Outcome.keep(
          RuleState.of(
              interval.getSource(), 1L, kilobytes, kilobytes * kilobytes, leechers, leechers));
    }
    var after =
        before.next(
            interval.getSource(),
            before.value(0) + 1,
            before.value(1) + kilobytes,
            before.value(2) + kilobytes * kilobytes,
            Math.min(before.value(3), leechers),
            Math.max(before.value(4), leechers));
    if (after.value(0) < rule.threshold("intervals")) {
      return Outcome.keep(after);
    }
    return isSteady(after) ? Outcome.CLEAR.with(signal(interval)) : Outcome.CLEAR;
  }

  private boolean isSteady(RuleState state) {
    double n = state.value(0);
    double mean = state.value(1) / n;
    double variance = state.value(2) / n - mean * mean;
    boolean demandVaries =
        state.value(4) >= rule.threshold("demandRatio") * Math.max(1, state.value(3));
    double most = rule.threshold("variation") * mean;
    return demandVaries && variance < most * most;
  }

  private Signal signal(Contribution interval) {
    return new Signal(
        rule.id(),
        interval.getInfoHash(),
        interval.getPeerId(),
        interval.getAtMs(),
        1,
        interval.getSource());
  }

  @Override
  public long keptMs() {
    return 24 * 3_600_000L;
  }
}
