package equilibrium.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import equilibrium.scoring.rules.ScoringRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesInForceTest {
  private static final ScoringRules A_WEEK = rules(1_000, 7);
  private static final ScoringRules A_FORTNIGHT = rules(1_000, 14);

  @Test
  void theSameRulesAndNewerOnesMayFollow() {
    assertThatCode(() -> madeBy(A_WEEK).demandMayBeFollowedBy(rules(1_000, 7)))
        .doesNotThrowAnyException();
    assertThatCode(() -> madeBy(A_WEEK).demandMayBeFollowedBy(rules(1_001, 14)))
        .doesNotThrowAnyException();
    assertThatCode(() -> madeBy(ScoringRules.V3).demandMayBeFollowedBy(A_WEEK))
        .doesNotThrowAnyException();
  }

  @Test
  void otherValuesOfTheSameVersionAreRefused() {
    assertThatThrownBy(() -> madeBy(A_WEEK).demandMayBeFollowedBy(A_FORTNIGHT))
        .isInstanceOf(Fault.class)
        .hasMessage(
            "scoring cannot start: its rules %s have other values than rules %s, by which standings"
                    .formatted(A_FORTNIGHT.name(), A_WEEK.name())
                + " were made; expected the same values, or a scoring.rules-file with a version above"
                + " 1000");
  }

  @Test
  void anOlderVersionIsRefused() {
    assertThatThrownBy(() -> madeBy(A_WEEK).demandMayBeFollowedBy(ScoringRules.V3))
        .isInstanceOf(Fault.class)
        .hasMessage(
            "scoring cannot start: its rules %s are older than rules %s, by which standings were made;"
                    .formatted(ScoringRules.V3.name(), A_WEEK.name())
                + " expected those, or a scoring.rules-file with a version above 1000");
  }

  /** Of a release that did not record them. */
  @Test
  void rulesThatAreNotRecordedAreKnownByTheirVersion() {
    var former = RulesInForce.of(cuts(3, ""));

    assertThatCode(() -> former.demandMayBeFollowedBy(ScoringRules.V3)).doesNotThrowAnyException();
    assertThatCode(() -> former.demandAre(ScoringRules.V3)).doesNotThrowAnyException();
    assertThatThrownBy(() -> RulesInForce.of(cuts(4, "")).demandMayBeFollowedBy(ScoringRules.V3))
        .hasMessageContaining("are older than rules 4, by which");
  }

  @Test
  void oneThatComparesNeedsTheVeryRules() {
    assertThatCode(() -> madeBy(A_WEEK).demandAre(rules(1_000, 7))).doesNotThrowAnyException();
    assertThatThrownBy(() -> madeBy(A_WEEK).demandAre(rules(1_001, 7)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("rules 1001-")
        .hasMessageContaining("standings were made by rules " + A_WEEK.name());
    assertThatThrownBy(() -> madeBy(A_WEEK).demandAre(A_FORTNIGHT)).isInstanceOf(Fault.class);
  }

  @Test
  void withoutKafkaTheyCannotBeRead() {
    var nowhere =
        new KafkaSettings(
            Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:1", "default.api.timeout.ms", "100"), 1, 1);

    assertThatThrownBy(() -> RulesInForce.read(nowhere))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("the rules in force cannot be read from topic tier-cuts: ");
  }

  private static RulesInForce madeBy(ScoringRules rules) {
    var made = RulesInForce.of(cuts(rules.version(), rules.name()));

    assertThat(made.version()).isEqualTo(rules.version());
    return made;
  }

  private static TierCuts cuts(int version, String name) {
    return new TierCuts(1L, 0L, 3L, List.of(1, 2, 3), version, List.of(), false, name);
  }

  private static ScoringRules rules(int version, int recentDays) {
    var shipped = ScoringRules.V3;
    var halfLives = shipped.clients().halfLives();
    return shipped.with(
        version,
        shipped.score(),
        new HalfLives(recentDays * 86_400L, halfLives.time(), halfLives.bytes()),
        shipped.cuts().quantiles());
  }
}
