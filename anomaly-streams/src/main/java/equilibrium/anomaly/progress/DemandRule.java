package equilibrium.anomaly.progress;

import static equilibrium.anomaly.progress.Intervals.received;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * R4 (docs/policy.md 3.3): the upload of a session does not follow what others of the swarm
 * download. A seeder with a limit in a busy swarm uploads at a constant rate too: intervals must be
 * among them in which others received less than half of what it claims to have sent.
 */
record DemandRule(RuleRecord rule) implements FoldRule<Contribution> {
  private static final int MOST_INTERVALS = 20;

  /** Values before the pairs: downloads of the swarm so far. */
  private static final int HEAD = 1;

  @Override
  public boolean begins(Contribution interval) {
    return interval.getUploadedClaimed() >= rule.threshold("meanBytes");
  }

  /** Values: downloads of the swarm so far, then pairs of upload and of what others downloaded. */
  @Override
  public Outcome after(RuleState before, Contribution interval) {
    if (interval.getKind() == Step.RESET || interval.getKind() == Step.FIRST) {
      return Outcome.CLEAR;
    }
    long swarm = interval.getSwarmDownloaded();
    if (before.isBlank() || swarm < before.value(0)) {
      return Outcome.keep(RuleState.of(interval.getSource(), swarm));
    }
    var values = new ArrayList<>(before.values());
    values.set(0, swarm);
    values.add(interval.getUploadedClaimed());
    values.add(Math.max(0, swarm - before.value(0) - received(interval)));
    if (values.size() > HEAD + 2 * MOST_INTERVALS) {
      values.subList(HEAD, HEAD + 2).clear();
    }
    var after = before.next(interval.getSource(), values);
    return judged(after, interval);
  }

  private Outcome judged(RuleState state, Contribution interval) {
    int n = (state.values().size() - HEAD) / 2;
    if (n < rule.threshold("intervals")) {
      return Outcome.keep(state);
    }
    long[] sent = column(state.values(), HEAD, n);
    long[] others = column(state.values(), HEAD + 1, n);
    int low = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      low += others[i] < sent[i] / 2 ? 1 : 0;
      sum += sent[i];
    }
    double correlation = Spearman.of(sent, others);
    boolean fires =
        sum / n > rule.threshold("meanBytes")
            && low >= rule.threshold("lowIntervals")
            && n - low >= rule.threshold("lowIntervals")
            && correlation < rule.threshold("correlation")
            && Spearman.isBelow(correlation, rule.threshold("expectedCorrelation"), n);
    return fires
        ? Outcome.found(
            state,
            found(state, interval, correlation).with("intervals", n).with("lowIntervals", low))
        : Outcome.keep(state);
  }

  private static long[] column(List<Long> values, int first, int n) {
    long[] column = new long[n];
    for (int i = 0; i < n; i++) {
      column[i] = values.get(first + 2 * i);
    }
    return column;
  }

  private Found found(RuleState state, Contribution interval, double correlation) {
    return Found.of(
            rule,
            Intervals.place(interval),
            state.atMs(),
            state.events(),
            "The upload of the session does not rise and fall with what the others of the swarm"
                + " downloaded")
        .measured(correlation, rule.threshold("correlation"));
  }

  @Override
  public long keptMs() {
    return 24 * 3_600_000L;
  }
}
