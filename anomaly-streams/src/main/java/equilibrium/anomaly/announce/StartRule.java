package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import java.util.List;

/**
 * L3 (docs/policy.md 3.3): a session begins with bytes downloaded. Not WebTorrent, which counts
 * what was on the disk, and not a peer id that was here before: Transmission goes on counting when
 * its last {@code stopped} was not acknowledged.
 */
record StartRule(RuleRecord rule) implements FoldRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.is(AnnounceEvent.STARTED)
        && announce.downloaded() > rule.threshold("bytes")
        && !announce.isKnownSession()
        && !announce.isWebTorrent();
  }

  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    var found =
        Found.of(
                rule,
                announce.place(),
                announce.atMs(),
                List.of(announce.source()),
                "A new session said started with %d bytes downloaded already"
                    .formatted(announce.downloaded()))
            .measured(announce.downloaded(), rule.threshold("bytes"));
    return Outcome.found(RuleState.NONE, found);
  }
}
