package equilibrium.analyst.judge;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.announce.AnnounceRules;
import equilibrium.anomaly.fold.FoldRule;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.rules.DetectionRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BasisTest {

  @Test
  void theRulesOnAnnouncesAreThoseOfDetection() {
    var rules = DetectionRules.V1;
    var ofSessions = AnnounceRules.ofSessions(rules).stream().map(FoldRule::rule);
    var ofGroups = AnnounceRules.ofGroups(rules).stream().map(GroupRule::rule);

    assertThat(rules.rules().keySet().stream().filter(Basis::isOnAnnounces))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(ofSessions, ofGroups).map(rule -> rule.id()).toList());
  }

  @Test
  void rulesOverGroupsReadAWholePartition() {
    assertThat(AnnounceRules.ofGroups(DetectionRules.V1))
        .allMatch(rule -> Basis.of(rule.rule().id()) == Basis.PARTITION);
  }
}
