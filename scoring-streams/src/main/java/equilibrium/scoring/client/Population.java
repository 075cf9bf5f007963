package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.rules.CutRules;
import equilibrium.scoring.rules.ScoringRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients that determine the cuts between tiers, and those cuts (docs/explain/scoring.md#tiers;
 * docs/policy.md 4.2). These are the eligible clients, up to a number for each network; while they
 * are few, all active clients. Not thread-safe.
 */
public final class Population {
  private static final int SMOOTHING = 5;

  /** The counted eligible clients of each network. Others are counted when one of them leaves. */
  public interface NetworkMembers {
    List<ClientId> get(ClientId networkId);

    void put(ClientId networkId, List<ClientId> clients);
  }

  private final int rulesVersion;
  private final String rulesName;
  private final CutRules rules;
  private final NetworkMembers networks;
  public final Histogram active = new Histogram();
  public final Histogram eligible = new Histogram();

  public Population(ScoringRules rules, NetworkMembers networks) {
    this.rulesVersion = rules.version();
    this.rulesName = rules.name();
    this.rules = rules.cuts();
    this.networks = networks;
  }

  public void change(ClientId client, PopulationEntry before, PopulationEntry after) {
    if (before.isActive()) {
      active.add(before.score(), -1);
    }
    if (after.isActive()) {
      active.add(after.score(), 1);
    }
    if (before.eligible() && after.eligible() && before.networkId().equals(after.networkId())) {
      move(client, before, after);
    } else {
      leave(client, before);
      enter(client, after);
    }
  }

  private void move(ClientId client, PopulationEntry before, PopulationEntry after) {
    if (networks.get(after.networkId()).contains(client)) {
      eligible.add(before.score(), -1);
      eligible.add(after.score(), 1);
    } else {
      enter(client, after);
    }
  }

  private void leave(ClientId client, PopulationEntry before) {
    if (before.eligible()) {
      var rest = new ArrayList<>(networks.get(before.networkId()));
      if (rest.remove(client)) {
        networks.put(before.networkId(), rest);
        eligible.add(before.score(), -1);
      }
    }
  }

  /** If fewer than the allowed number of its network are counted. */
  private void enter(ClientId client, PopulationEntry after) {
    if (after.eligible()) {
      var more = new ArrayList<>(networks.get(after.networkId()));
      if (more.size() < rules.networkShare()) {
        more.add(client);
        networks.put(after.networkId(), more);
        eligible.add(after.score(), 1);
      }
    }
  }

  private boolean isProvisional() {
    return eligible.population() < rules.few();
  }

  private Histogram counted() {
    return isProvisional() ? active : eligible;
  }

  /** Whether the cuts are made at each change: that is quick then, and they are not smoothed. */
  public boolean isSmall() {
    return isProvisional() && active.population() < rules.small();
  }

  public boolean isEmpty() {
    return counted().population() == 0;
  }

  /** The next cuts; the population must not be empty. */
  public TierCuts cuts(@Nullable TierCuts last, long atMs) {
    var quantiles =
        counted().quantiles(rules.quantiles()).stream().map(cut -> cut * 1_000).toList();
    List<Integer> smooth = last == null || isProvisional() ? List.of() : last.getMilliCuts();
    var milli = smooth.isEmpty() ? quantiles : smoothed(smooth, quantiles);
    return TierCuts.newBuilder()
        .setEpoch(last == null ? 1 : last.getEpoch() + 1)
        .setAtMs(atMs)
        .setPopulation(counted().population())
        .setCuts(milli.stream().map(cut -> (cut + 500) / 1_000).toList())
        .setRulesVersion(rulesVersion)
        .setMilliCuts(milli)
        .setProvisional(isProvisional())
        .setRules(rulesName)
        .build();
  }

  /** A fifth of the way from the last cuts to the present quantiles, so that tiers do not jump. */
  private static List<Integer> smoothed(List<Integer> last, List<Integer> now) {
    var smoothed = new ArrayList<Integer>(now.size());
    for (int i = 0; i < now.size(); i++) {
      smoothed.add(((SMOOTHING - 1) * last.get(i) + now.get(i)) / SMOOTHING);
    }
    return smoothed;
  }
}
