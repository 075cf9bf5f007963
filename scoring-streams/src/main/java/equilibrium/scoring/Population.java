package equilibrium.scoring;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.Client.Counted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is counted for the cuts, and the cuts (README, "Tiers"; policy 4.2): those who are eligible,
 * so many of one network at most; everybody who is active while there are few of those. Not
 * thread-safe.
 */
final class Population {
  private static final int SMOOTHING = 5;

  /** The clients of a network that are counted; others wait until one of them goes. */
  interface Networks {
    List<ClientId> get(ClientId networkId);

    void put(ClientId networkId, List<ClientId> clients);
  }

  private final int rulesVersion;
  private final ScoringRules.Cuts rules;
  private final Networks networks;
  final Histogram active = new Histogram();
  final Histogram eligible = new Histogram();

  Population(ScoringRules rules, Networks networks) {
    this.rulesVersion = rules.version();
    this.rules = rules.cuts();
    this.networks = networks;
  }

  void change(ClientId client, Counted before, Counted after) {
    if (before.isSomebody()) {
      active.add(before.score(), -1);
    }
    if (after.isSomebody()) {
      active.add(after.score(), 1);
    }
    if (before.eligible() && leave(client, before, after)) {
      eligible.add(before.score(), -1);
    }
    if (after.eligible() && enter(client, after)) {
      eligible.add(after.score(), 1);
    }
  }

  /** Whether it was counted; gives up its place unless it is to take it again. */
  private boolean leave(ClientId client, Counted before, Counted after) {
    var clients = networks.get(before.networkId());
    if (!clients.contains(client)) {
      return false;
    }
    if (!after.eligible() || !after.networkId().equals(before.networkId())) {
      var rest = new ArrayList<>(clients);
      rest.remove(client);
      networks.put(before.networkId(), rest);
    }
    return true;
  }

  /** Whether it has a place. */
  private boolean enter(ClientId client, Counted after) {
    var clients = networks.get(after.networkId());
    if (clients.contains(client)) {
      return true;
    }
    if (clients.size() >= rules.networkShare()) {
      return false;
    }
    var more = new ArrayList<>(clients);
    more.add(client);
    networks.put(after.networkId(), more);
    return true;
  }

  private boolean isProvisional() {
    return eligible.population() < rules.few();
  }

  private Histogram counted() {
    return isProvisional() ? active : eligible;
  }

  /** Whether the cuts may be made at every change: quick to make, and not smoothed over time. */
  boolean isSmall() {
    return isProvisional() && active.population() < rules.small();
  }

  boolean isEmpty() {
    return counted().population() == 0;
  }

  /** The next cuts; the population must not be empty. */
  TierCuts cuts(@Nullable TierCuts last, long atMs) {
    var quartiles = counted().cuts().stream().map(cut -> cut * 1_000).toList();
    List<Integer> smooth = last == null || isProvisional() ? List.of() : last.getMilliCuts();
    var milli = smooth.isEmpty() ? quartiles : smoothed(smooth, quartiles);
    return TierCuts.newBuilder()
        .setEpoch(last == null ? 1 : last.getEpoch() + 1)
        .setAtMs(atMs)
        .setPopulation(counted().population())
        .setCuts(milli.stream().map(cut -> (cut + 500) / 1_000).toList())
        .setRulesVersion(rulesVersion)
        .setMilliCuts(milli)
        .setProvisional(isProvisional())
        .build();
  }

  /** Four fifths of the last ones and a fifth of what they would be, so that tiers do not jump. */
  private static List<Integer> smoothed(List<Integer> last, List<Integer> now) {
    var smoothed = new ArrayList<Integer>(now.size());
    for (int i = 0; i < now.size(); i++) {
      smoothed.add(((SMOOTHING - 1) * last.get(i) + now.get(i)) / SMOOTHING);
    }
    return smoothed;
  }
}
