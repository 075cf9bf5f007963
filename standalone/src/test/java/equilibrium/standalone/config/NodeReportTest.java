package equilibrium.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Node;
import equilibrium.schemas.event.NodeSetting;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.SettingSource;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeReportTest {
  private static final Node NODE = new Node(17, 4);

  @TempDir Path folder;

  @Test
  void itSaysWhatIsInForceWhereThatComesFromAndWhatWaitsForAStart() {
    var started = read(Map.of("ingress.port", "7000", "limits.swarms", "5"), Map.of());
    var now =
        read(
            Map.of("ingress.port", "7001", "limits.swarms", "5", "postgres.password", "planted"),
            Map.of("limits.ban", "3m", "limits.swarms", "9"));

    var report = new NodeReport(NODE, "ingress", started.inForce()).of(overridden(now), 12);

    assertThat(report.getNode()).isEqualTo(17);
    assertThat(report.getBoot()).isEqualTo(4);
    assertThat(report.getOverrides()).isEqualTo(12);
    assertThat(setting(report, "ingress.port"))
        .isEqualTo(new NodeSetting("ingress.port", "7000", SettingSource.FLAG, "7001", ""));
    assertThat(setting(report, "limits.ban"))
        .isEqualTo(new NodeSetting("limits.ban", "3m", SettingSource.CONSOLE, null, "because"));
    assertThat(setting(report, "limits.swarms"))
        .isEqualTo(new NodeSetting("limits.swarms", "5", SettingSource.FLAG, null, ""));
    assertThat(setting(report, "limits.peers").getSource()).isEqualTo(SettingSource.DEFAULT);
    assertThat(report.toString()).doesNotContain("planted");
  }

  @Test
  void aLongValueIsCut() {
    var config = read(Map.of("console.hosts", "x".repeat(1_001)), Map.of());

    var report = new NodeReport(NODE, "up", config.inForce()).of(overridden(config), -1);

    assertThat(setting(report, "console.hosts").getValue()).hasSize(1_000).endsWith("x…");
  }

  @Test
  void upReportsItselfWhereItsIngressIsAMember() {
    var config = read(Map.of(), Map.of());

    assertThat(new NodeReport(NODE, "up", config.inForce()).id()).isEqualTo(17);
    assertThat(new NodeReport(NODE, "ingress", config.inForce()).id()).isEqualTo(17);
    assertThat(new NodeReport(NODE, "scoring", config.inForce()).id()).isNotEqualTo(17);
  }

  private static Overridden overridden(Configuration config) {
    return new Overridden(config, new TreeMap<>(Map.of("limits.ban", "because")));
  }

  private static NodeSetting setting(NodeSettings report, String key) {
    return report.getSettings().stream()
        .filter(setting -> setting.getKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private Configuration read(Map<String, String> flags, Map<String, String> console) {
    var all = new HashMap<>(flags);
    all.put("data.folder", folder.toString());
    var sources = new Sources(null, Map.of(), all).withConsole(console);
    return Configuration.read(Way.SINGLE, DatabaseRole.INGRESS, sources);
  }
}
