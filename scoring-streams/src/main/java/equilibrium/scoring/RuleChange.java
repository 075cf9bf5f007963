package equilibrium.scoring;

import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.rules.WorthRules;
import java.util.ArrayList;
import java.util.List;

/**
 * What other rules change beside weights and cuts, by the records that show its effect. Names are
 * sections and keys of the file that asks for it.
 *
 * @param credits what a contribution adds to sums, and how those decay: the contribution shows it
 * @param steps what contributions and episodes are themselves: only announces show it
 */
public record RuleChange(List<String> credits, List<String> steps) {
  public RuleChange {
    credits = List.copyOf(credits);
    steps = List.copyOf(steps);
  }

  /** The difference between rules in force and others. */
  public static RuleChange between(ScoringRules inForce, ScoringRules other) {
    return new RuleChange(credits(inForce, other), steps(inForce, other));
  }

  private static List<String> credits(ScoringRules one, ScoringRules other) {
    var changed = new ArrayList<String>();
    if (!one.clients().halfLives().equals(other.clients().halfLives())) {
      changed.add("half-lives");
    }
    if (!one.swarms().equals(other.swarms())) {
      changed.add("swarms");
    }
    if (!fading(one.worth(), other.worth()).equals(other.worth())) {
      changed.add("worth");
    }
    return changed;
  }

  private static List<String> steps(ScoringRules one, ScoringRules other) {
    var changed = new ArrayList<String>();
    if (!one.sessions().equals(other.sessions())) {
      changed.add("sessions");
    }
    if (!one.episodes().equals(other.episodes())) {
      changed.add("episodes");
    }
    if (!fading(one.worth(), other.worth()).equals(one.worth())) {
      changed.add("worth.full and worth.none");
    }
    return changed;
  }

  /** The first ones with the times of the others in which quality fades. */
  private static WorthRules fading(WorthRules worth, WorthRules as) {
    return new WorthRules(
        worth.rareSeeders(),
        worth.leastNeed(),
        worth.mostNeed(),
        worth.leastQuality(),
        as.fullMs(),
        as.noneMs());
  }
}
