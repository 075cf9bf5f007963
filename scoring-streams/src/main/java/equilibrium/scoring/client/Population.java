package equilibrium.scoring.client;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.Client.Counted;
import equilibrium.scoring.rules.ScoringRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is counted for the cuts, and the cuts (docs/explain/scoring.md#tiers; docs/policy.md 4.2):
 * those who are eligible, so many of one network at most; everybody who is active while there are
 * few of those. Not thread-safe.
 */
public final class Population {
  private static final int SMOOTHING = 5;

  /** The clients of a network that are counted; others wait until one of them goes. */
  public interface Networks {
    List<ClientId> get(ClientId networkId);

    void put(ClientId networkId, List<ClientId> clients);
  }

  private final int rulesVersion;
  private final ScoringRules.Cuts rules;
  private final Networks networks;
  public final Histogram active = new Histogram();
  public final Histogram eligible = new Histogram();

  public Population(ScoringRules rules, Networks networks) {
    this.rulesVersion = rules.version();
    this.rules = rules.cuts();
    this.networks = networks;
  }

  public void change(ClientId client, Counted before, Counted after) {
    if (before.isSomebody()) {
      active.add(before.score(), -1);
    }
    if (after.isSomebody()) {
      active.add(after.score(), 1);
    }
    if (before.eligible() && after.eligible() && before.networkId().equals(after.networkId())) {
      move(client, before, after);
    } else {
      leave(client, before);
      enter(client, after);
    }
  }

  private void move(ClientId client, Counted before, Counted after) {
    if (networks.get(after.networkId()).contains(client)) {
      eligible.add(before.score(), -1);
      eligible.add(after.score(), 1);
    } else {
      enter(client, after);
    }
  }

  private void leave(ClientId client, Counted before) {
    if (before.eligible()) {
      var rest = new ArrayList<>(networks.get(before.networkId()));
      if (rest.remove(client)) {
        networks.put(before.networkId(), rest);
        eligible.add(before.score(), -1);
      }
    }
  }

  /** If there is a place for it. */
  private void enter(ClientId client, Counted after) {
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

  /** Whether the cuts may be made at every change: quick to make, and not smoothed over time. */
  public boolean isSmall() {
    return isProvisional() && active.population() < rules.small();
  }

  public boolean isEmpty() {
    return counted().population() == 0;
  }

  /** The next cuts; the population must not be empty. */
  public TierCuts cuts(@Nullable TierCuts last, long atMs) {
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
