package equilibrium.console.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.SettingInForce;
import equilibrium.platform.Settings;
import equilibrium.schemas.event.NodeSetting;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.SettingOverride;
import equilibrium.schemas.event.SettingSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsNowTest {
  private static final String PACE = "a.pace";
  private static final long OWN = 1;

  private final List<Map<String, String>> checked = new ArrayList<>();

  @Test
  void nodesAreTogetherThatHaveTheSame() {
    var now =
        now(
            node(2, PACE, "7", SettingSource.CONSOLE),
            node(3, PACE, "5", SettingSource.FILE),
            node(4, PACE, "7", SettingSource.CONSOLE));

    assertThat(now.one(PACE).nodes())
        .extracting(SettingInForce.Nodes::value, SettingInForce.Nodes::nodes)
        .containsExactly(
            tuple("7", List.of("ingress 2", "ingress 4")), tuple("5", List.of("ingress 3")));
  }

  @Test
  void untilTheOwnProcessReportsItselfItsStartIsShown() {
    var before = now(node(2, PACE, "7", SettingSource.CONSOLE)).one(PACE);
    var after = now(node(OWN, PACE, "7", SettingSource.CONSOLE)).one(PACE);

    assertThat(List.of(before.value(), before.source())).containsExactly("6", "flag");
    assertThat(List.of(after.value(), after.source())).containsExactly("7", "console");
    assertThat(after.changed()).isTrue();
    assertThat(after.override()).isNotNull();
  }

  @Test
  void everySettingOfTheProcessIsListed() {
    assertThat(now().all()).extracting(SettingInForce::key).containsExactly(PACE, "a.place");
    assertThat(now().all()).extracting(SettingInForce::live).containsExactly(true, false);
  }

  @Test
  void whatNeedsARestartIsRefused() {
    assertThatThrownBy(() -> now().demandLive("a.place"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("a.place needs a restart");
    assertThatThrownBy(() -> now().demandLive("a.strange")).hasMessageContaining("a.strange");
    assertThatCode(() -> now().demandLive(PACE)).doesNotThrowAnyException();
  }

  @Test
  void environmentAndFlagOfAnIngressPinASettingAndNothingElseDoes() {
    var pinned =
        now(
            node(2, PACE, "5", SettingSource.ENVIRONMENT),
            node(3, PACE, "5", SettingSource.FLAG),
            node(4, PACE, "5", SettingSource.FILE));

    assertThatThrownBy(() -> pinned.demandNotPinned(PACE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.type()).isEqualTo(ProblemType.PINNED))
        .hasMessage(
            "a.pace is given by the environment on ingress 2; a.pace is given by --set on ingress 3:"
                + " this overrides the console");
    assertThatCode(() ->
            now(node(3, PACE, "5", SettingSource.CONSOLE), node(4, PACE, "5", SettingSource.FILE))
                .demandNotPinned(PACE))
        .doesNotThrowAnyException();
  }

  /** Secrets and what was cut are no values that a node has. */
  @Test
  void aValueIsJudgedBesideTheOtherSettingsOfEachIngress() {
    var ingress =
        new NodeSettings(
            2L,
            0L,
            "ingress",
            0L,
            List.of(
                setting(PACE, "5", SettingSource.FILE),
                setting("a.secret", "(secret)", SettingSource.FILE),
                setting("a.long", "x…", SettingSource.FILE)));
    var projector = new NodeSettings(3L, 0L, "projector", 0L, List.of());
    var now = now(ingress, projector);

    assertThatThrownBy(() -> now.demandGood(PACE, "bad"))
        .hasMessage("/value: bad is bad (on ingress 2)");
    assertThat(checked).containsExactly(Map.of(PACE, "5"));
  }

  @Test
  void whereNoIngressHasReportedTheOwnSettingsAreTheOthers() {
    assertThatThrownBy(() -> now().demandGood(PACE, "bad")).hasMessage("/value: bad is bad");

    assertThat(checked).containsExactly(Map.of(PACE, "6", "a.place", "here"));
  }

  @Test
  void onlyWhatWasSetCanBeTakenBack() {
    assertThatCode(() -> now().demandSet(PACE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> now().demandSet("a.place"))
        .hasMessage("a.place was not set through the console");
  }

  @Test
  void itIsInForceWhenEveryNodeHasTakenItUpFromTheConsole() {
    var now =
        now(
            node(2, PACE, "7", SettingSource.CONSOLE), // has read up to 10
            node(3, PACE, "5", SettingSource.FILE));

    assertThat(now.isTakenUp(Set.of(2L, 3L), 9)).isTrue();
    assertThat(now.isTakenUp(Set.of(2L, 3L), 10)).isFalse();
    assertThat(now.isTakenUp(Set.of(2L, 4L), 9)).as("4 has not reported itself").isFalse();
    assertThat(now.isInForce(Set.of(2L), PACE)).isTrue();
    assertThat(now.isInForce(Set.of(2L, 3L), PACE)).isFalse();
  }

  private SettingsNow now(NodeSettings... nodes) {
    var settings = new Settings(null, Map.of(), Map.of("a.pace", "6"));
    settings.integer(PACE, "how fast", 1, 0, 9);
    settings.text("a.place", "where", "here");
    var known = new Known(settings.inForce(), Set.of(OWN), Set.of(PACE), this::problems);
    var set = Map.of(PACE, new SettingOverride(PACE, "7", 0L, "otto"));
    return new SettingsNow(known, set, List.of(nodes));
  }

  private List<String> problems(Map<String, String> base, Map<String, String> overrides) {
    checked.add(base);
    return overrides.containsValue("bad") ? List.of("bad is bad") : List.of();
  }

  /** Of an ingress that has read topic overrides up to offset 10. */
  private static NodeSettings node(long id, String key, String value, SettingSource source) {
    return new NodeSettings(id, 0L, "ingress", 10L, List.of(setting(key, value, source)));
  }

  private static NodeSetting setting(String key, String value, SettingSource source) {
    return new NodeSetting(key, value, source, null, "");
  }
}
