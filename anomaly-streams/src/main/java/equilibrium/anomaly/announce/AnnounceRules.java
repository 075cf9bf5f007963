package equilibrium.anomaly.announce;

import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.rules.DetectionRules;
import java.util.List;

/** All rules that read announces. */
public final class AnnounceRules {

  /** Rules over sessions. */
  public static List<FoldRule<SeenAnnounce>> ofSessions(DetectionRules rules) {
    return List.of(
        new RestartRule(rules.rule("E1")),
        new EchoRule(rules.rule("T1")),
        new ForeignEchoRule(rules.rule("T2")),
        new StartRule(rules.rule("L3")),
        new HasteRule(rules.rule("P3")),
        new BrowserRule(rules.rule("F2")),
        new CompletionRule(rules.rule("E2")),
        new PortRule(rules.rule("P1")));
  }

  /** Rules over other groups. */
  public static List<GroupRule<SeenAnnounce>> ofGroups(DetectionRules rules) {
    return List.of(
        new ReflectionRule(rules.rule("P2")),
        new FingerprintRule(rules.rule("F1")),
        new NetworkRule(rules.rule("Y1")));
  }

  private AnnounceRules() {}
}
