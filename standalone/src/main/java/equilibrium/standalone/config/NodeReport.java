package equilibrium.standalone.config;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.Node;
import equilibrium.platform.Setting.Source;
import equilibrium.platform.Settings.InForce;
import equilibrium.platform.member.MemberRecord;
import equilibrium.schemas.event.NodeSetting;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.SettingSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a process says of its settings in topic {@code node-settings}.
 *
 * @param program name of the command: {@code up}, or that of one program
 * @param started settings with which the process started
 */
record NodeReport(Node node, String program, InForce started) {
  static final String UP = "up";
  private static final int MOST_CHARACTERS = 1_000;

  /** The key in the topic: {@code up} stands where its ingress is a member. */
  long id() {
    return new MemberRecord(node, program.equals(UP) ? "ingress" : program, List.of()).id();
  }

  /**
   * The report.
   *
   * @param next offset of topic {@code overrides} up to which it was taken up
   */
  NodeSettings of(Overridden now, long next) {
    var read = now.config().inForce();
    var keys = new TreeSet<>(started.effective().keySet());
    keys.addAll(read.effective().keySet());
    var live = IngressConfig.reloadable();
    var settings = new ArrayList<NodeSetting>();
    for (var key : keys) {
      var refused = now.refused().getOrDefault(key, "");
      settings.add(setting(key, read, live, refused));
    }
    return new NodeSettings(id(), node.boot(), program, next, settings);
  }

  private NodeSetting setting(String key, InForce read, Set<String> live, String refused) {
    var inForce = live.contains(key) ? read : started;
    var value = inForce.effective().getOrDefault(key, "");
    var later = read.effective().getOrDefault(key, "");
    return new NodeSetting(
        key,
        cut(value),
        source(inForce.sources().get(key)),
        later.equals(value) ? null : cut(later),
        cut(refused));
  }

  private static SettingSource source(@Nullable Source source) {
    return SettingSource.valueOf(Objects.requireNonNullElse(source, Source.DEFAULT).name());
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
  }
}
