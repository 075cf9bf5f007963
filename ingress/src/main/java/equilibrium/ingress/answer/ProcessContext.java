package equilibrium.ingress.answer;

import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;

/** The identity and the time of this process. */
public record ProcessContext(Node node, TrackerClock clock, TimeScale scale) {

  public static ProcessContext of(Platform platform) {
    return new ProcessContext(platform.node(), platform.clock(), platform.scale());
  }
}
