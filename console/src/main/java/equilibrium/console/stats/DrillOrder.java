package equilibrium.console.stats;

import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Drill;
import equilibrium.console.stats.DrillCard.Times;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.NodeDrill;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is written to topic {@code drills} to cause a fault of a program. */
final class DrillOrder {

  /**
   * An order for the process that runs. Refuses a node that obeys no drills, or not this kind, and
   * says which it could be.
   *
   * @param node id in topic {@code members}
   */
  static NodeDrill of(Nodes nodes, String node, String kind, Times times) {
    var obedient = nodes.obedient();
    var kinds =
        obedient.stream()
            .filter(each -> each.node().equals(node))
            .findFirst()
            .orElseThrow(() -> refused(node, obedient))
            .kinds();
    var process = nodes.find(Long.parseLong(node));
    if (process == null) {
      throw refused(node, List.of()); // it has left just now
    }
    return new NodeDrill(
        process.getNode(),
        process.getProgram(),
        process.getBoot(),
        kind(kind, kinds),
        times.startedAt().toEpochMilli(),
        times.until().toEpochMilli(),
        times.by());
  }

  private static Refused refused(String node, List<Drill.Node> obedient) {
    return Refused.badValue(
        "/node",
        obedient.isEmpty()
            ? "\"%s\", but no program obeys drills: see setting drills.allowed".formatted(node)
            : "\"%s\", expected one of: %s"
                .formatted(
                    node,
                    obedient.stream().map(Drill.Node::node).collect(Collectors.joining(", "))));
  }

  private static DrillKind kind(String kind, List<String> kinds) {
    return Arrays.stream(DrillKind.values())
        .filter(each -> EnumText.of(each).equals(kind) && kinds.contains(kind))
        .findFirst()
        .orElseThrow(() ->
            Refused.badValue(
                "/kind", "\"%s\", expected one of: %s".formatted(kind, String.join(", ", kinds))));
  }

  private DrillOrder() {}
}
