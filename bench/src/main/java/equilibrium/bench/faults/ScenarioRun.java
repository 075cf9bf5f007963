package equilibrium.bench.faults;

import equilibrium.bench.faults.FaultBench.Host;
import equilibrium.bench.ledger.Checker;
import equilibrium.bench.ledger.Ledger;
import equilibrium.bench.ledger.Load;
import equilibrium.bench.ledger.Numbering;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs one scenario in a folder of its own. */
final class ScenarioRun implements AutoCloseable {
  private static final int MOST_ANNOUNCES = 2_000_000;
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SWARMS = 200;
  private static final int BLOCK = 600;
  private static final int TURNS = 12;

  private final Scenario scenario;
  private final PrintStream out;
  private final @Nullable LoopDisk disk;
  private final SetUp setUp;
  private final SplittableRandom random = new SplittableRandom();
  private long ackedMs;
  private long scoredMs;
  private long projectedMs;
  private String during = "";

  /** Prepared, not started; closing ends what runs. */
  ScenarioRun(Scenario scenario, Path work, Host host, PrintStream out) {
    this.scenario = scenario;
    this.out = out;
    disk = scenario.ownDisk() ? LoopDisk.mounted(work) : null;
    var data = (disk == null ? work : disk.folder()).resolve("data");
    setUp = SetUp.of(scenario.layout(), data, work, host);
  }

  Result run() {
    setUp.start();
    var numbering = new Numbering(random.nextInt(1 << 16), SWARMS, BLOCK, TURNS);
    var ledger = new Ledger(numbering, MOST_ANNOUNCES);
    try (var load = Load.start(ledger, setUp.ingresses(), scenario.rate(), LONGEST)) {
      recover("start", load);
      ackedMs = 0;
      scoredMs = 0;
      projectedMs = 0;
      var injector = new Injector(setUp, disk, load);
      for (var step : scenario.steps()) {
        for (int time = 0; time < step.times(); time++) {
          Waiting.pause(Duration.ofMillis(1_000 + random.nextInt(2_000)));
          during = longer(during, injector.inject(step.fault()));
          recover(step.fault().toString(), load);
        }
      }
    }
    setUp.revive();
    var checker = new Checker(ledger, setUp.kafka(), setUp.postgres(), setUp.ingresses());
    var finding = checker.check(PATIENCE);
    return new Result(scenario, finding, ackedMs, scoredMs, projectedMs, during, setUp.ended());
  }

  private static String longer(String before, String now) {
    return now.isEmpty() ? before : now;
  }

  /** Waits until an announce is acknowledged, and what the log then has is scored and projected. */
  private void recover(String what, Load load) {
    long acked = Long.MAX_VALUE;
    long scored = Long.MAX_VALUE;
    long projected = Long.MAX_VALUE;
    try (var log = new CaughtUp(setUp.kafka(), setUp::postgres)) {
      if (holds(() -> load.firstAckMs() >= 0)) {
        acked = load.firstAckMs();
        if (holds(log::takeEnds)) {
          projected = holds(log::isProjected) ? load.sinceMark().toMillis() : Long.MAX_VALUE;
          scored = holds(log::isScored) ? load.sinceMark().toMillis() : Long.MAX_VALUE;
        }
      }
    }
    out.printf(
        "%s: %s; first ack %s, projected %s, scored %s%n",
        scenario.name(), what, text(acked), text(projected), text(scored));
    ackedMs = Math.max(ackedMs, acked);
    scoredMs = Math.max(scoredMs, scored);
    projectedMs = Math.max(projectedMs, projected);
  }

  private boolean holds(BooleanSupplier condition) {
    return Waiting.within(
        PATIENCE,
        () -> {
          setUp.revive();
          return condition.getAsBoolean();
        });
  }

  private static String text(long ms) {
    return ms == Long.MAX_VALUE ? "never" : "%.1f s".formatted(ms / 1e3);
  }

  @Override
  public void close() {
    if (disk != null) {
      disk.release();
    }
    setUp.close();
    if (disk != null) {
      disk.close();
    }
  }
}
