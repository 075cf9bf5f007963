package equilibrium.bench.faults;

import equilibrium.bench.ledger.Checker;
import equilibrium.bench.ledger.Ledger;
import equilibrium.bench.ledger.Load;
import equilibrium.bench.ledger.Numbering;
import equilibrium.bench.process.Host;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.bench.process.Waiting;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
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

  private final Scenario scenario;
  private final PrintStream out;
  private final Path work;
  private final @Nullable LoopDisk disk;
  private final SetUp setUp;
  private final SplittableRandom random = new SplittableRandom();
  private Times longest = Times.NONE;
  private During during = During.NOTHING;

  /** Prepared, not started; closing ends what runs. */
  ScenarioRun(Scenario scenario, Path work, Host host, PrintStream out) {
    this.scenario = scenario;
    this.out = out;
    this.work = work;
    var onDisk = scenario.disk();
    disk = onDisk == null ? null : LoopDisk.mounted(work);
    try {
      if (onDisk != null && disk != null) {
        link(work.resolve(onDisk.folder()), disk.folder().resolve("data"));
      }
      var folders = new SetUp.Folders(work.resolve("data"), work);
      setUp = SetUp.of(scenario.layout(), folders, scenario.settings(), host);
    } catch (RuntimeException e) {
      if (disk != null) {
        disk.close();
      }
      throw e;
    }
  }

  private static void link(Path link, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, folder);
    } catch (IOException e) {
      throw new Fault("%s cannot be linked to %s: %s".formatted(link, folder, e), e);
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
      longest = Times.NONE;
      var injector = new Injector(setUp, disk, work, load);
      for (var step : scenario.steps()) {
        for (int time = 0; time < step.times(); time++) {
          Waiting.pause(Duration.ofMillis(1_000 + random.nextInt(2_000)));
          var seen = injector.inject(step.fault());
          during = during.longer(seen);
          recover("%s %s".formatted(step.fault(), seen.text()), load);
        }
      }
    }
    setUp.revive();
    var tables = setUp.has("ingress") && !setUp.has("projector") ? null : setUp.postgres();
    var checker =
        new Checker(ledger, setUp.kafka(), tables, setUp.ingresses(), scenario.mostMiscounted());
    var finding = checker.check(PATIENCE);
    return new Result(scenario, finding, longest, during, setUp.ended());
  }

  /** Waits until all acknowledge, nothing waits in a spool, and what the log has is read. */
  private void recover(String what, Load load) {
    var times = new Recovery(setUp, load);
    try (var log = new CaughtUp(setUp.kafka(), setUp::postgres)) {
      var _ = holds(times::isAcked) && holds(log::takeEnds) && holds(() -> times.isOver(log));
    }
    var found = times.times();
    out.printf("%s: %s; %s%n", scenario.name(), what, found);
    longest = longest.and(found);
  }

  private boolean holds(BooleanSupplier condition) {
    return Waiting.within(
        PATIENCE,
        () -> {
          setUp.revive();
          return condition.getAsBoolean();
        });
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
