package equilibrium.console;

import equilibrium.platform.Node;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.live.Newest;
import equilibrium.platform.live.NewestTail;
import equilibrium.platform.live.SettingsReport;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.platform.member.MemberRecord;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.NodeSetting;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.SettingOverride;
import equilibrium.schemas.event.SettingSource;
import java.util.List;
import java.util.Set;

/** Stands in for an ingress: a member that takes up what is set, and reports its settings. */
final class ServingNode implements AutoCloseable {
  static final String SET = "console.streams";
  static final String REFUSED = "console.streams-per-token";
  static final String PINNED = "console.requests-per-token";
  static final Set<String> LIVE = Set.of(SET, REFUSED, PINNED);

  private static final long NODE = 8;

  private final Parts parts = new Parts();

  ServingNode(Platform platform) {
    var member = new MemberRecord(new Node(NODE, 1), "ingress", List.of("http://tracker.example"));
    parts.add(MemberHeartbeat.start(platform, member));
    var report = parts.add(SettingsReport.start(platform.kafka(), NODE));
    parts.add(
        NewestTail.start(
            platform.kafka(),
            Topics.OVERRIDES,
            "serving-node",
            overrides -> report.write(settings(overrides))));
  }

  private static NodeSettings settings(Newest<String, SettingOverride> overrides) {
    var set = overrides.values().get(SET);
    boolean refuses = overrides.values().containsKey(REFUSED);
    return new NodeSettings(
        NODE,
        1L,
        "ingress",
        overrides.next(),
        List.of(
            new NodeSetting(
                SET,
                set == null ? "64" : set.getValue(),
                set == null ? SettingSource.DEFAULT : SettingSource.CONSOLE,
                null,
                ""),
            new NodeSetting(
                REFUSED, "8", SettingSource.FILE, "9", refuses ? "too many for this node" : ""),
            new NodeSetting(PINNED, "10000", SettingSource.FLAG, null, "")));
  }

  @Override
  public void close() {
    parts.close();
  }
}
