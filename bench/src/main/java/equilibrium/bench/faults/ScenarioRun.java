package equilibrium.bench.faults;

import equilibrium.bench.ledger.Checker;
import equilibrium.bench.ledger.Ledger;
import equilibrium.bench.ledger.Load;
import equilibrium.bench.ledger.Numbering;
import equilibrium.bench.process.Host;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.bench.process.Waiting;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs one scenario in a folder of its own. */
final class ScenarioRun implements AutoCloseable {
  private static final int MOST_ANNOUNCES = 2_000_000;
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Scenario scenario;
  private final PrintStream out;
  private final Path work;
  private final @Nullable LoopDisk disk;
  private final SetUp setUp;
  private final SplittableRandom random = new SplittableRandom();
  private long ackedMs;
  private long scoredMs;
  private long projectedMs;
  private During during = During.NOTHING;

  /** Prepared, not started; closing ends what runs. */
  ScenarioRun(Scenario scenario, Path work, Host host, PrintStream out) {
    this.scenario = scenario;
    this.out = out;
    this.work = work;
    disk = scenario.ownDisk() ? LoopDisk.mounted(work) : null;
    try {
      var data = (disk == null ? work : disk.folder()).resolve("data");
      setUp = SetUp.of(scenario.layout(), new SetUp.Folders(data, work), Map.of(), host);
    } catch (RuntimeException e) {
      if (disk != null) {
        disk.close();
      }
      throw e;
    }
  }

  Result run() {
    setUp.start();
    int number = random.nextInt(1 << 16);
    var numbering =
        scenario.layout() == Layout.CLOCK_APART
            ? Numbering.ofRunOnOneNode(number)
            : Numbering.ofRun(number);
    var ledger = new Ledger(numbering, MOST_ANNOUNCES);
    try (var load = Load.start(ledger, setUp.ingresses(), scenario.rate(), LONGEST)) {
      recover("start", load);
      ackedMs = 0;
      scoredMs = 0;
      projectedMs = 0;
      var injector = new Injector(setUp, disk, work, load);
      for (var step : scenario.steps()) {
        for (int time = 0; time < step.times(); time++) {
          Waiting.pause(Duration.ofMillis(1_000 + random.nextInt(2_000)));
          during = during.longer(injector.inject(step.fault()));
          recover(step.fault().toString(), load);
        }
      }
    }
    setUp.revive();
    var checker = new Checker(ledger, setUp.kafka(), setUp.postgres(), setUp.ingresses());
    var finding = checker.check(PATIENCE);
    return new Result(scenario, finding, ackedMs, scoredMs, projectedMs, during, setUp.ended());
  }

  /** Waits until both wires acknowledge, and what the log then has is scored and projected. */
  private void recover(String what, Load load) {
    var times = new Times();
    try (var log = new CaughtUp(setUp.kafka(), setUp::postgres)) {
      if (holds(() -> load.firstAckMs() >= 0)) {
        times.acked = load.firstAckMs();
        if (holds(log::takeEnds)) {
          var _ = holds(() -> times.isCaughtUp(log, load));
        }
      }
    }
    out.printf(
        "%s: %s; first ack %s, projected %s, scored %s%n",
        scenario.name(), what, text(times.acked), text(times.projected), text(times.scored));
    ackedMs = Math.max(ackedMs, times.acked);
    scoredMs = Math.max(scoredMs, times.scored);
    projectedMs = Math.max(projectedMs, times.projected);
  }

  /** Milliseconds since a fault, each measured apart; the highest long: not yet. */
  private static final class Times {
    private long acked = Long.MAX_VALUE;
    private long scored = Long.MAX_VALUE;
    private long projected = Long.MAX_VALUE;

    boolean isCaughtUp(CaughtUp log, Load load) {
      if (projected == Long.MAX_VALUE && log.isProjected()) {
        projected = load.sinceMark().toMillis();
      }
      if (scored == Long.MAX_VALUE && log.isScored()) {
        scored = load.sinceMark().toMillis();
      }
      return projected < Long.MAX_VALUE && scored < Long.MAX_VALUE;
    }
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
    try {
      if (disk != null) {
        disk.release();
      }
    } finally {
      try {
        setUp.close();
      } finally {
        if (disk != null) {
          disk.close();
        }
      }
    }
  }
}
