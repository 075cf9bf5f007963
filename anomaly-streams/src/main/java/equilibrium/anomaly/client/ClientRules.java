package equilibrium.anomaly.client;

import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.rules.DetectionRules;
import java.util.List;

/** All rules that add up signals of one client. */
public final class ClientRules {

  public static List<FoldRule<Signal>> all(DetectionRules rules) {
    return List.of(new EchoClientRule(rules.rule("T1")), new SteadyClientRule(rules.rule("R5")));
  }

  private ClientRules() {}
}
