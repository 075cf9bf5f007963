package equilibrium.console.setting;

import static java.util.stream.Collectors.joining;

import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.SettingInForce;
import equilibrium.console.shape.SettingInForce.Nodes;
import equilibrium.platform.Redaction;
import equilibrium.platform.Setting;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.NodeSetting;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.SettingOverride;
import equilibrium.schemas.event.SettingSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of settings at a moment, and what follows from it.
 *
 * @param overrides what was set through the console, by key
 * @param nodes that have reported themselves and are not missing
 */
record SettingsNow(Known known, Map<String, SettingOverride> overrides, List<NodeSettings> nodes) {
  private static final Set<String> SERVING = Set.of("up", "ingress");

  private static final String DEFAULT = EnumText.of(Setting.Source.DEFAULT);

  /** Ends values that a report does not hold as a whole. */
  private static final String CUT = "…";

  private static final Set<SettingSource> PINNING =
      Set.of(SettingSource.ENVIRONMENT, SettingSource.FLAG);

  SettingsNow {
    overrides = Map.copyOf(overrides);
    nodes = List.copyOf(nodes);
  }

  /** Every setting that the console's process has. */
  List<SettingInForce> all() {
    return known.own().described().stream()
        .filter(setting -> known.own().effective().containsKey(setting.key()))
        .map(this::shown)
        .toList();
  }

  /** One of them; refused if there is none of this name. */
  SettingInForce one(String key) {
    return known.own().described().stream()
        .filter(setting -> setting.key().equals(key))
        .filter(setting -> known.own().effective().containsKey(key))
        .map(this::shown)
        .findFirst()
        .orElseThrow(() -> ProblemType.NOT_FOUND.refuse("there is no setting " + key));
  }

  private SettingInForce shown(Setting setting) {
    var key = setting.key();
    var own = own(key);
    var value = own == null ? known.own().effective().getOrDefault(key, "") : own.getValue();
    var source =
        own == null
            ? EnumText.of(known.own().sources().getOrDefault(key, Setting.Source.DEFAULT))
            : EnumText.of(own.getSource());
    return new SettingInForce(
        key,
        value,
        source,
        setting.description(),
        setting.values(),
        setting.fallback(),
        !source.equals(DEFAULT) && !plain(setting.fallback()).equals(value),
        known.live().contains(key),
        override(key),
        groups(key));
  }

  /** As this process reported it; null: it has not yet. */
  private @Nullable NodeSetting own(String key) {
    return nodes.stream()
        .filter(node -> known.ids().contains(node.getNode()))
        .flatMap(node -> node.getSettings().stream())
        .filter(setting -> setting.getKey().equals(key))
        .findFirst()
        .orElse(null);
  }

  private SettingInForce.@Nullable ByOperator override(String key) {
    var set = overrides.get(key);
    return set == null
        ? null
        : new SettingInForce.ByOperator(
            set.getValue(), set.getBy(), Instant.ofEpochMilli(set.getAtMs()));
  }

  private List<Nodes> groups(String key) {
    var groups = new LinkedHashMap<Nodes, List<String>>();
    for (var node : nodes) {
      for (var setting : node.getSettings()) {
        if (setting.getKey().equals(key)) {
          groups.computeIfAbsent(group(setting), _ -> new ArrayList<>()).add(name(node));
        }
      }
    }
    return groups.entrySet().stream().map(each -> with(each.getKey(), each.getValue())).toList();
  }

  private static Nodes group(NodeSetting setting) {
    return new Nodes(
        setting.getValue(),
        EnumText.of(setting.getSource()),
        setting.getNext(),
        setting.getRefused(),
        List.of());
  }

  private static Nodes with(Nodes group, List<String> nodes) {
    return new Nodes(group.value(), group.source(), group.next(), group.refused(), nodes);
  }

  private static String name(NodeSettings node) {
    return "%s %d".formatted(node.getProgram(), node.getNode());
  }

  /** A default as the settings in force have it: without the quotes of TOML. */
  private static String plain(String fallback) {
    return fallback.replaceAll("[\"\\[\\]]", "").replace(", ", ",");
  }

  /** Refuses a setting that there is not, or that cannot change while programs run. */
  void demandLive(String key) {
    var _ = one(key);
    if (!known.live().contains(key)) {
      throw Refused.badValue(
          "/key",
          "%s needs a restart: change it in the file, the environment or by --set".formatted(key));
    }
  }

  /** Refuses a setting that environment or flag of an ingress override, and names them. */
  void demandNotPinned(String key) {
    var pins =
        serving().stream()
            .flatMap(node ->
                node.getSettings().stream()
                    .filter(setting -> setting.getKey().equals(key))
                    .filter(setting -> PINNING.contains(setting.getSource()))
                    .map(setting -> pin(key, setting, node)))
            .toList();
    if (!pins.isEmpty()) {
      throw ProblemType.PINNED.refuse(
          pins.stream().collect(joining("; ", "", ": this overrides the console")));
    }
  }

  private static String pin(String key, NodeSetting setting, NodeSettings node) {
    return setting.getSource() == SettingSource.FLAG
        ? "%s is given by --set on %s".formatted(key, name(node))
        : "%s is given by the environment on %s".formatted(key, name(node));
  }

  /** Refuses a value that an ingress would not take up beside its other settings. */
  void demandGood(String key, String value) {
    var wanted = Map.of(key, value);
    var serving = serving();
    if (serving.isEmpty()) {
      known.check().problems(known.own().effective(), wanted).forEach(SettingsNow::refuse);
    }
    for (var node : serving) {
      known.check().problems(base(node), wanted).stream()
          .map(problem -> "%s (on %s)".formatted(problem, name(node)))
          .forEach(SettingsNow::refuse);
    }
  }

  /** The live settings are those of an ingress. */
  private List<NodeSettings> serving() {
    return nodes.stream().filter(node -> SERVING.contains(node.getProgram())).toList();
  }

  private static void refuse(String problem) {
    throw Refused.badValue("/value", problem);
  }

  /** What is known as a whole of the settings in force on a node. */
  private static Map<String, String> base(NodeSettings node) {
    var base = new TreeMap<String, String>();
    for (var setting : node.getSettings()) {
      var value = setting.getValue();
      if (!value.equals(Redaction.SECRET) && !value.endsWith(CUT)) {
        base.put(setting.getKey(), value);
      }
    }
    return base;
  }

  /** Refuses to take back what was not set. */
  void demandSet(String key) {
    if (!overrides.containsKey(key)) {
      throw ProblemType.NOT_FOUND.refuse("%s was not set through the console".formatted(key));
    }
  }

  /**
   * Whether nodes have taken up topic {@code overrides}.
   *
   * @param ids of the nodes
   * @param offset of the last record that they must have taken up
   */
  boolean isTakenUp(Set<Long> ids, long offset) {
    return reports(ids).filter(node -> node.getOverrides() > offset).count() == ids.size();
  }

  /** Whether on these nodes the value of the console is in force, or none where none is set. */
  boolean isInForce(Set<Long> ids, String key) {
    boolean isSet = overrides.containsKey(key);
    return reports(ids)
        .flatMap(node -> node.getSettings().stream())
        .filter(setting -> setting.getKey().equals(key))
        .allMatch(setting -> (setting.getSource() == SettingSource.CONSOLE) == isSet);
  }

  private Stream<NodeSettings> reports(Set<Long> ids) {
    return nodes.stream().filter(node -> ids.contains(node.getNode()));
  }
}
