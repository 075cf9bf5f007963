package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Identity;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * Y1 (docs/policy.md 3.3): many announce keys of one network in one swarm. It weighs nothing: a
 * campus or a provider's shared address looks the same.
 */
record NetworkRule(RuleRecord rule) implements GroupRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.is(AnnounceEvent.STARTED) && announce.announced().getIdentity() == Identity.KEY;
  }

  @Override
  public byte[] group(SeenAnnounce announce) {
    byte[] infoHash = announce.announced().getInfoHash().bytes();
    byte[] network = announce.announced().getNetworkId().bytes();
    return ByteBuffer.allocate(infoHash.length + network.length).put(infoHash).put(network).array();
  }

  /** Values: begin of the window, then the clients, as numbers. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    long client = ByteBuffer.wrap(announce.announced().getClientId().bytes()).getLong();
    boolean fresh =
        before.isBlank() || announce.atMs() - before.value(0) >= rule.hoursMs("windowHours");
    if (fresh) {
      return Outcome.keep(RuleState.of(announce.source(), announce.atMs(), client));
    }
    var values = new ArrayList<>(before.values());
    if (values.subList(1, values.size()).contains(client)) {
      return Outcome.keep(before);
    }
    values.add(client);
    long clients = values.size() - 1L;
    if (clients <= rule.threshold("clients")) {
      return Outcome.keep(before.next(announce.source(), values));
    }
    var after = before.next(announce.source(), before.values()); // more would say no more
    var found =
        Found.of(
                rule,
                announce.place(),
                before.value(0),
                after.events(),
                "%d announce keys of one network are in the same swarm".formatted(clients))
            .measured(clients, rule.threshold("clients"))
            .with("windowHours", rule.threshold("windowHours"));
    return Outcome.found(after, found);
  }

  @Override
  public long keptMs() {
    return rule.hoursMs("windowHours");
  }
}
