package equilibrium.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverriddenTest {
  @TempDir Path folder;

  @Test
  void environmentAndFlagOverrideTheConsole() {
    var set =
        Map.of(
            "limits.swarms", "3", "limits.peers", "3", "limits.ban", "3m", "ingress.numwant", "3");

    var read = read(Map.of(), set);

    assertThat(read.refused()).isEmpty();
    assertThat(read.config().effective())
        .containsEntry("limits.swarms", "1")
        .containsEntry("limits.peers", "2")
        .containsEntry("limits.ban", "3m")
        .containsEntry("ingress.numwant", "3");
  }

  /** Each alone would be in both lists. */
  @Test
  void valuesThatAreGoodTogetherAreInForceTogether() throws IOException {
    Files.writeString(
        folder.resolve("equilibrium.toml"), "clients.allow = ['-LT']\nclients.deny = ['-XL']");

    var read = read(Map.of(), Map.of("clients.allow", "-XL", "clients.deny", "-LT"));

    assertThat(read.refused()).isEmpty();
    assertThat(read.config().effective())
        .containsEntry("clients.allow", "-XL")
        .containsEntry("clients.deny", "-LT");
  }

  @Test
  void aBadValueIsLeftOutAndTheOthersAreInForce() {
    var set = Map.of("ingress.interval", "3h", "limits.ban", "4m", "ingress.min-interval", "soon");

    var read = read(Map.of(), set);

    assertThat(read.config().effective())
        .containsEntry("limits.ban", "4m")
        .containsEntry("ingress.interval", "30m")
        .containsEntry("ingress.min-interval", "15m");
    assertThat(read.refused()).containsOnlyKeys("ingress.interval", "ingress.min-interval");
    assertThat(read.refused().get("ingress.interval"))
        .contains("ingress.peer-lifetime is 4200 s, expected at least twice ingress.interval");
  }

  @Test
  void whatIsNoSettingOrCannotChangeStopsNobody() {
    var read = read(Map.of(), Map.of("ingress.port", "1", "of.tomorrow", "1"));

    assertThat(read.refused()).containsOnlyKeys("ingress.port", "of.tomorrow");
    assertThat(read.config().effective()).containsEntry("ingress.port", "6969");
  }

  @Test
  void badSettingsElsewhereAreAFaultAsBefore() {
    assertThatThrownBy(() -> read(Map.of("ingress.port", "x"), Map.of("limits.ban", "4m")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("ingress.port is \"x\"");
  }

  private Overridden read(Map<String, String> flags, Map<String, String> set) {
    var all = new HashMap<>(flags);
    all.put("data.folder", folder.toString());
    all.put("limits.peers", "2");
    var file = folder.resolve("equilibrium.toml");
    var sources =
        new Sources(
            Files.exists(file) ? file : null, Map.of("EQUILIBRIUM_LIMITS_SWARMS", "1"), all);
    return Overridden.read(
        console ->
            Configuration.read(Way.SINGLE, DatabaseRole.INGRESS, sources.withConsole(console)),
        set);
  }
}
