package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * P2 (docs/policy.md 3.3): many networks claim the same foreign address and port in one swarm, as
 * somebody does who wants peers to connect to a victim. A client behind NAT or a VPN claims an
 * address that few others claim.
 */
record ReflectionRule(RuleRecord rule) implements GroupRule<SeenAnnounce> {

  @Override
  public boolean begins(SeenAnnounce announce) {
    return !announce.announced().getClaimedAddresses().isEmpty()
        && !announce.is(AnnounceEvent.STOPPED)
        && foreign(announce) != null;
  }

  /** The first address that is claimed and is not the source. */
  private static @Nullable Address foreign(SeenAnnounce announce) {
    var announced = announce.announced();
    for (var claimed : announced.getClaimedAddresses()) {
      if (!claimed.equals(announced.getAddress())) {
        return claimed;
      }
    }
    return null;
  }

  @Override
  public byte[] group(SeenAnnounce announce) {
    var address = foreign(announce);
    byte[] claimed = address == null ? new byte[0] : address.bytes();
    byte[] infoHash = announce.announced().getInfoHash().bytes();
    return ByteBuffer.allocate(infoHash.length + claimed.length + Integer.BYTES)
        .put(infoHash)
        .put(claimed)
        .putInt(announce.announced().getPort())
        .array();
  }

  /** Values: begin of the window, then the networks that claimed it, as numbers. */
  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    long network = ByteBuffer.wrap(announce.announced().getNetworkId().bytes()).getLong();
    boolean fresh =
        before.isBlank() || announce.atMs() - before.value(0) >= rule.hoursMs("windowHours");
    if (fresh) {
      return Outcome.keep(RuleState.of(announce.source(), announce.atMs(), network));
    }
    var values = new ArrayList<>(before.values());
    if (!values.subList(1, values.size()).contains(network)) {
      values.add(network);
    }
    long sources = values.size() - 1L;
    if (sources < rule.threshold("sources")) {
      return Outcome.keep(before.next(announce.source(), values));
    }
    var after = before.next(announce.source(), before.values()); // more would say no more
    return Outcome.found(after, found(after, announce, sources));
  }

  private Found found(RuleState state, SeenAnnounce announce, long sources) {
    return Found.of(
            rule,
            announce.place(),
            state.value(0),
            List.copyOf(state.events()),
            "%d networks claimed the same foreign address and port %d in one swarm"
                .formatted(sources, announce.announced().getPort()))
        .measured(sources, rule.threshold("sources"))
        .with("windowHours", rule.threshold("windowHours"));
  }

  @Override
  public long keptMs() {
    return rule.hoursMs("windowHours");
  }
}
