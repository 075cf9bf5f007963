package equilibrium.anomaly.progress;

import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.schemas.event.Contribution;
import java.util.List;

/** All rules that read contributions. */
public final class ProgressRules {

  /** Rules over sessions. */
  public static List<FoldRule<Contribution>> ofSessions(DetectionRules rules) {
    return List.of(
        new OverDownloadRule(rules.rule("L1")),
        new HiddenDownloadRule(rules.rule("L2")),
        new RisingLeftRule(rules.rule("L4")),
        new DemandRule(rules.rule("R4")),
        new SteadyRule(rules.rule("R5")));
  }

  private ProgressRules() {}
}
