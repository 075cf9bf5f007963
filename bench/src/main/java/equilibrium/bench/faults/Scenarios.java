package equilibrium.bench.faults;

import equilibrium.bench.faults.Injection.Cut;
import equilibrium.bench.faults.Injection.Freeze;
import equilibrium.bench.faults.Injection.FullDisk;
import equilibrium.bench.faults.Injection.HungDisk;
import equilibrium.bench.faults.Injection.Kill;
import equilibrium.bench.faults.Injection.KillAll;
import equilibrium.bench.faults.Injection.KillPostgres;
import equilibrium.bench.faults.Injection.Poison;
import equilibrium.bench.faults.Injection.PowerCut;
import equilibrium.bench.faults.Injection.Restart;
import equilibrium.bench.faults.Injection.RestoreDatabase;
import equilibrium.bench.faults.Injection.SetClock;
import equilibrium.bench.faults.Injection.SlowDisk;
import equilibrium.bench.faults.Injection.StartWithClock;
import equilibrium.bench.faults.Scenario.Step;
import equilibrium.bench.process.PacketFilter.Way;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All scenarios, and the quick one. */
final class Scenarios {
  private static final int RATE = 150;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LATER = Duration.ofMinutes(2);

  /** An ingress of CLOCK_APART looks for silent peers once in 40 s. */
  private static final Duration TWO_EXPIRIES = Duration.ofSeconds(95);

  /** Every topic but dead-letters, whose records may be anything. */
  private static final List<String> TOPICS =
      Topics.all().stream()
          .map(Topic::name)
          .filter(name -> !name.equals(Topics.DEAD_LETTERS.name()))
          .toList();

  /** What every change must survive; some minutes. */
  static final Scenario QUICK =
      new Scenario(
          "quick",
          Layout.UP,
          false,
          List.of(
              new Step(kill("up"), 2),
              new Step(new KillPostgres(), 1),
              new Step(new Freeze("up", Duration.ofSeconds(10)), 1),
              new Step(
                  new Poison(List.of(Topics.ANNOUNCES.name(), Topics.HAND_OUTS.name()), 20), 1),
              new Step(new Restart(), 1)),
          RATE,
          LATER, // a busy machine is no fault
          Duration.ofSeconds(170));

  static List<Scenario> all() {
    return List.of(
        QUICK,
        up("up-killed", kill("up"), 10),
        up("up-postgres-killed", new KillPostgres(), 5),
        up("up-frozen", new Freeze("up", Duration.ofSeconds(30)), 3),
        up("up-frozen-90", new Freeze("up", Duration.ofSeconds(90)), 1),
        up("up-restarted", new Restart(), 3),
        up("up-poison", new Poison(TOPICS, 100), 1),
        onDisk("up-power-cut", new PowerCut(), 10),
        onDisk("up-disk-full", new FullDisk(Duration.ofSeconds(30)), 2),
        onDisk("up-disk-hung", new HungDisk(Duration.ofSeconds(20)), 2),
        onDisk("up-disk-slow", new SlowDisk(Duration.ofMillis(200), Duration.ofMinutes(1)), 2),
        apart("ingress-killed", kill("ingress"), 20),
        apart("projector-killed", kill("projector"), 20),
        apart("scoring-killed", kill("scoring"), 10),
        apart("anomaly-killed", kill("anomaly"), 10),
        apart("broker-killed", kill("broker"), 5),
        apart("broker-away-30", new Kill("broker", Duration.ofSeconds(30)), 1),
        apart("broker-away", new Kill("broker", Duration.ofMinutes(5)), 1),
        apart("database-killed", new KillPostgres(), 5),
        apart("database-restored", new RestoreDatabase(Duration.ofSeconds(30)), 3),
        apart("everything-killed", new KillAll(), 10),
        clock("clock-ahead", Duration.ofHours(1)),
        clock("clock-behind", Duration.ofDays(-1)),
        cut("ingress-cut-from-broker", "ingress-b", "broker"),
        cut("ingress-cut-from-database", "ingress-b", "database"),
        cut("projector-cut-from-database", "projector", "database"),
        new Scenario(
            "one-broker-of-three",
            Layout.CLUSTER,
            false,
            List.of(
                new Step(kill("broker-1"), 2),
                new Step(kill("broker-2"), 2),
                new Step(kill("broker-3"), 2),
                new Step(new Kill("broker-1", Duration.ofMinutes(1)), 1)),
            RATE,
            SOON,
            LATER),
        apart("ingress-frozen", new Freeze("ingress", Duration.ofSeconds(30)), 3),
        apart("projector-frozen", new Freeze("projector", Duration.ofSeconds(90)), 1),
        apart("scoring-frozen", new Freeze("scoring", Duration.ofSeconds(90)), 1),
        apart("broker-frozen", new Freeze("broker", Duration.ofSeconds(30)), 3),
        apart("poison", new Poison(TOPICS, 1_000), 1));
  }

  private static Kill kill(String server) {
    return new Kill(server, Duration.ZERO);
  }

  private static Scenario up(String name, Injection fault, int times) {
    return new Scenario(name, Layout.UP, false, List.of(new Step(fault, times)), RATE, SOON, LATER);
  }

  private static Scenario onDisk(String name, Injection fault, int times) {
    return new Scenario(name, Layout.UP, true, List.of(new Step(fault, times)), RATE, SOON, LATER);
  }

  private static Scenario apart(String name, Injection fault, int times) {
    return new Scenario(
        name, Layout.APART, false, List.of(new Step(fault, times)), RATE, SOON, LATER);
  }

  /** No packet comes through for half a minute: in one direction, in the other, and in both. */
  private static Scenario cut(String name, String program, String server) {
    return new Scenario(
        name,
        Layout.CUT_APART,
        false,
        Stream.of(Way.values())
            .map(way -> new Step(new Cut(program, server, way, Duration.ofSeconds(30)), 5))
            .toList(),
        RATE,
        SOON,
        LATER);
  }

  /** The clock of one ingress is set while it runs, and wrong when it is started. */
  private static Scenario clock(String name, Duration ahead) {
    return new Scenario(
        name,
        Layout.CLOCK_APART,
        false,
        List.of(
            new Step(new SetClock("ingress-b", ahead, TWO_EXPIRIES), 1),
            new Step(new StartWithClock("ingress-b", ahead, TWO_EXPIRIES), 1)),
        RATE,
        SOON,
        LATER);
  }

  private Scenarios() {}
}
