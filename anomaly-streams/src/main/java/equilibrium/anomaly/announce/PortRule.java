package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.List;

/**
 * P1 (docs/policy.md 3.3): a port below 1024, for information only. Not on {@code stopped}, and not
 * port 1, which libtorrent announces behind a proxy.
 */
record PortRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {
  private static final int BEHIND_PROXY = 1;

  @Override
  public boolean begins(SeenAnnounce announce) {
    int port = announce.announced().getPort();
    return port < rule.threshold("lowestPort")
        && port != BEHIND_PROXY
        && !announce.is(AnnounceEvent.STOPPED);
  }

  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    int port = announce.announced().getPort();
    var found =
        Found.of(
                rule,
                announce.place(),
                announce.atMs(),
                List.of(announce.source()),
                "The session announced port %d".formatted(port))
            .measured(port, rule.threshold("lowestPort"));
    return Outcome.found(RuleState.NONE, found);
  }
}
