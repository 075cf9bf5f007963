package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.Objects;

/**
 * P3 (docs/policy.md 3.3): too many announces before the minimum interval is over. Events are
 * exempt. The same report again within 30 s came from another socket or another URL of the client,
 * and does not count.
 */
record HasteRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {
  private static final long DUPLICATE_MS = 30_000;

  @Override
  public boolean begins(SeenAnnounce announce) {
    return !announce.announced().getAnswer().getInTime() && announce.is(AnnounceEvent.NONE);
  }

  /** Values: begin of the window, announces in it, report of the newest, time of the newest. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    if (!begins(announce)) {
      return Outcome.keep(before);
    }
    var announced = announce.announced();
    long report =
        Objects.hash(announced.getUploaded(), announced.getDownloaded(), announced.getLeft());
    boolean fresh =
        before.isBlank()
            || announce.atMs() - before.value(0) >= rule.threshold("windowSeconds") * 1_000;
    if (fresh) {
      return Outcome.keep(
          RuleState.of(announce.source(), announce.atMs(), 1L, report, announce.atMs()));
    }
    if (report == before.value(2) && announce.atMs() - before.value(3) <= DUPLICATE_MS) {
      return Outcome.keep(before);
    }
    long count = before.value(1) + 1;
    var after = before.next(announce.source(), before.value(0), count, report, announce.atMs());
    return count > rule.threshold("announces")
        ? Outcome.found(after, found(after, announce))
        : Outcome.keep(after);
  }

  private Found found(RuleState state, SeenAnnounce announce) {
    return Found.of(
            rule,
            announce.place(),
            state.value(0),
            state.events(),
            "The session announced %d times before its minimum interval was over within %d s"
                .formatted(state.value(1), (announce.atMs() - state.value(0)) / 1_000))
        .measured(state.value(1), rule.threshold("announces"))
        .with("windowSeconds", rule.threshold("windowSeconds"));
  }

  @Override
  public long keptMs() {
    return (long) (rule.threshold("windowSeconds") * 1_000);
  }
}
