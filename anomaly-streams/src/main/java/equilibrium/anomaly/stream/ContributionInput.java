package equilibrium.anomaly.stream;

import equilibrium.anomaly.evidence.Subject;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.order.Payload;
import equilibrium.anomaly.order.Payload.Claimed;
import equilibrium.anomaly.order.Source;
import equilibrium.anomaly.progress.Intervals;
import equilibrium.anomaly.progress.ProgressRules;
import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Tick;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contributions and copies of ticks, whose times are effective already. */
public final class ContributionInput implements Input<Contribution> {
  private final TimeScale scale;
  private final RateLimits limits;
  private final RuleSet<Contribution> sessions;

  public ContributionInput(DetectionRules rules, TimeScale scale) {
    this.scale = scale;
    this.limits = RateLimits.of(rules);
    this.sessions = new RuleSet<>(ProgressRules.ofSessions(rules));
  }

  @Override
  public Source source() {
    return Source.CONTRIBUTIONS;
  }

  @Override
  public RuleSet<Contribution> sessionRules() {
    return sessions;
  }

  @Override
  public List<GroupRule<Contribution>> groupRules() {
    return List.of();
  }

  /** Never after it was written: a damaged record would else hold up all clients for ever. */
  @Override
  public long atMs(Read read) {
    long statedMs =
        switch (read.value()) {
          case Contribution contribution -> contribution.getAtMs();
          case Tick tick -> tick.getAtMs();
          default -> read.appendedAtMs();
        };
    long aheadMs = EffectiveTime.AHEAD_LIMIT.toMillis() * scale.factor();
    return Math.clamp(statedMs, 0, Math.max(0, scale.scaledMs(read.appendedAtMs()) + aheadMs));
  }

  /** A damaged one without a place in the log cannot be shown to anybody. */
  @Override
  public @Nullable Contribution of(Read read) {
    return read.value() instanceof Contribution contribution
            && contribution.getSource().getPartition() >= 0
        ? contribution
        : null;
  }

  @Override
  public Session session(Contribution contribution) {
    return new Session(contribution.getInfoHash(), contribution.getPeerId());
  }

  @Override
  public Subject subject(Contribution contribution) {
    return Intervals.subject(contribution);
  }

  /** Small claims stay out of the topic by client and of the state. */
  @Override
  public @Nullable Payload toClient(Contribution contribution) {
    return contribution.getUploadedClaimed() >= limits.worthBytes() && contribution.getSeconds() > 0
        ? new Claimed(Claim.of(contribution))
        : null;
  }
}
