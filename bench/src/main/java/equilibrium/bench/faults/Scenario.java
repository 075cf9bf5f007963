package equilibrium.bench.faults;

import equilibrium.bench.process.SetUp.Layout;
import java.time.Duration;
import java.util.List;

/**
 * A set-up under a steady load, and what is done to it. Always: nothing acknowledged is lost,
 * nothing is in the log that was not sent, and all tables and ingresses equal the model at the end.
 *
 * @param ownDisk whether the data lies on a file system of its own, which needs root
 * @param rate announces a second
 * @param acked from the fault (or its end, if it lasts) to the first acknowledged announce at most
 * @param caughtUp from the same moment until scoring and projector have no lag at most
 */
record Scenario(
    String name,
    Layout layout,
    boolean ownDisk,
    List<Step> steps,
    int rate,
    Duration acked,
    Duration caughtUp) {

  Scenario {
    steps = List.copyOf(steps);
  }

  /** A fault, so many times. */
  record Step(Injection fault, int times) {}

  int faults() {
    return steps.stream().mapToInt(Step::times).sum();
  }
}
