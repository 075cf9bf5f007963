package equilibrium.anomaly.stream;

import equilibrium.anomaly.announce.AnnounceRules;
import equilibrium.anomaly.announce.SeenAnnounce;
import equilibrium.anomaly.evidence.Subject;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.order.Payload;
import equilibrium.anomaly.order.Source;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Tick;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Announces and ticks. */
public final class AnnounceInput implements Input<SeenAnnounce> {
  private final EffectiveTime time;
  private final RuleSet<SeenAnnounce> sessions;
  private final List<GroupRule<SeenAnnounce>> groups;

  public AnnounceInput(DetectionRules rules, TimeScale scale) {
    this.time = new EffectiveTime(scale);
    this.sessions = new RuleSet<>(AnnounceRules.ofSessions(rules));
    this.groups = AnnounceRules.ofGroups(rules);
  }

  @Override
  public Source source() {
    return Source.ANNOUNCES;
  }

  @Override
  public RuleSet<SeenAnnounce> sessionRules() {
    return sessions;
  }

  @Override
  public List<GroupRule<SeenAnnounce>> groupRules() {
    return groups;
  }

  @Override
  public long atMs(Read read) {
    long statedMs =
        switch (read.value()) {
          case Announced announced -> announced.getReceivedAtMs();
          case Tick tick -> tick.getAtMs();
          default -> read.appendedAtMs();
        };
    return Math.max(0, time.of(statedMs, read.appendedAtMs()));
  }

  @Override
  public @Nullable SeenAnnounce of(Read read) {
    return read.value() instanceof Announced announced
        ? new SeenAnnounce(announced, atMs(read), read.position(), intervalMs(announced))
        : null;
  }

  /** Clients are told real seconds. */
  private long intervalMs(Announced announced) {
    return announced.getAnswer().getIntervalSeconds() * 1_000L * time.scale().factor();
  }

  @Override
  public Session session(SeenAnnounce announce) {
    return new Session(announce.announced().getInfoHash(), announce.announced().getPeerId());
  }

  @Override
  public Subject subject(SeenAnnounce announce) {
    return announce.subject();
  }

  @Override
  public @Nullable Payload toClient(SeenAnnounce announce) {
    return null;
  }
}
