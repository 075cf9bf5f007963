package equilibrium.ingress.answer;

import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.platform.drill.Outages;

/**
 * The identity and the time of this process, and the faults that drills cause in it.
 *
 * @param outages asked by the parts that do as if
 */
public record ProcessContext(Node node, TrackerClock clock, TimeScale scale, Outages outages) {

  /** Of a process that no drill touches. */
  public ProcessContext(Node node, TrackerClock clock, TimeScale scale) {
    this(node, clock, scale, Outages.none());
  }

  public static ProcessContext of(Platform platform) {
    return new ProcessContext(
        platform.node(), platform.clock(), platform.scale(), new Outages(platform.drills()));
  }
}
