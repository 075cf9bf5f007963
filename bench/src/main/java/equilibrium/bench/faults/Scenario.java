package equilibrium.bench.faults;

import equilibrium.bench.faults.Injection.PowerCut;
import equilibrium.bench.faults.Injection.PowerCutOf;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.SetUp.Layout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set-up under a steady load, and what is done to it. Always: nothing acknowledged is lost,
 * nothing is in the log that was not sent, and all tables and ingresses equal the model at the end.
 *
 * @param disk what lies on a file system of its own, which needs root; null: nothing
 * @param settings of all programs
 * @param rate announces a second
 * @param limits that its times must keep
 */
record Scenario(
    String name,
    Layout layout,
    @Nullable Disk disk,
    Map<String, String> settings,
    List<Step> steps,
    int rate,
    Limits limits) {

  private static final int CUT_SECONDS = 10;
  private static final Injection CUT_OF_BROKER = new PowerCutOf(SetUp.BROKER);

  /** Scoring and anomaly detection. */
  private static final int ENDING = 2;

  Scenario {
    settings = Map.copyOf(settings);
    steps = List.copyOf(steps);
  }

  /** Files that a disk of their own holds. */
  enum Disk {
    ALL("data"),
    BROKER("data/broker"),
    SECOND_INGRESS("data/b");

    private final String folder;

    Disk(String folder) {
      this.folder = folder;
    }

    /** Of the scenario's folder. */
    String folder() {
      return folder;
    }
  }

  /** A fault, so many times. */
  record Step(Injection fault, int times) {}

  /**
   * Times at most, from the fault, or from its end if it lasts.
   *
   * @param acked to the first acknowledged announces
   * @param caughtUp until scoring, projector and spools have no lag; twice the fault is allowed too
   * @param p99Ms of the time to a reply while the fault lasts, when announces must be answered as
   *     always; 0: it is not limited
   */
  record Limits(Duration acked, Duration caughtUp, int p99Ms) {}

  /** Announces of ten seconds for each time that a lone broker may lose the end of its log. */
  long mostMiscounted() {
    return (long) CUT_SECONDS
        * rate
        * times(fault -> fault instanceof PowerCut || fault.equals(CUT_OF_BROKER));
  }

  /**
   * How often processes may end by themselves. When a lone broker has lost the end of its log,
   * scoring and anomaly detection begin anew, under other transactional ids or with another copy of
   * what they read.
   */
  int mostEnded() {
    return ENDING * times(CUT_OF_BROKER::equals);
  }

  private int times(Predicate<Injection> matches) {
    return steps.stream().filter(step -> matches.test(step.fault())).mapToInt(Step::times).sum();
  }

  int faults() {
    return steps.stream().mapToInt(Step::times).sum();
  }
}
