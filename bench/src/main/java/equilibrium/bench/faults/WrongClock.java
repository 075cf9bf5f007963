package equilibrium.bench.faults;

import equilibrium.bench.faults.Injection.SetClock;
import equilibrium.bench.faults.Injection.StartWithClock;
import equilibrium.bench.ledger.Load;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.Waiting;
import equilibrium.platform.Fault;
import java.time.Duration;

/**
 * Puts the clock of one ingress wrong, and waits for the series of its alarm. The clock stays
 * wrong: what the ingress knows is compared at the end.
 */
final class WrongClock {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double TOLERANCE_SECONDS = 5;
  private static final String OFFSET = "equilibrium_clock_offset_seconds";

  private final SetUp setUp;
  private final Load load;

  WrongClock(SetUp setUp, Load load) {
    this.setUp = setUp;
    this.load = load;
  }

  /** While it runs. */
  During set(SetClock fault) {
    load.mark();
    setUp.clock(fault.server()).set(fault.ahead());
    var direction = fault.ahead().isNegative() ? "back" : "forward";
    var steps = "equilibrium_clock_steps_total{direction=\"%s\"}".formatted(direction);
    await(fault.server(), steps, 1, 0);
    return watch(fault.length());
  }

  /** From its start. */
  During start(StartWithClock fault) {
    var server = setUp.server(fault.server());
    server.kill();
    setUp.clock(fault.server()).set(fault.ahead());
    load.mark();
    server.start();
    await(fault.server(), OFFSET, (double) fault.ahead().toSeconds(), TOLERANCE_SECONDS);
    return watch(fault.length());
  }

  private During watch(Duration length) {
    Waiting.pause(length);
    var seen = new During(load.sinceMark(), load.answeredPercent(), load.p99Ms());
    load.mark();
    return seen;
  }

  private void await(String server, String series, double expected, double tolerance) {
    boolean came =
        Waiting.within(
            PATIENCE,
            () ->
                Math.abs(setUp.series(server, series).orElse(Double.NaN) - expected) <= tolerance);
    if (!came) {
      throw new Fault(
          "%s of %s is %s, expected %s"
              .formatted(series, server, setUp.series(server, series), expected));
    }
  }
}
