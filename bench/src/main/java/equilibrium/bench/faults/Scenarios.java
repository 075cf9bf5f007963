package equilibrium.bench.faults;

import equilibrium.bench.faults.Injection.Cut;
import equilibrium.bench.faults.Injection.Freeze;
import equilibrium.bench.faults.Injection.FreezePostgres;
import equilibrium.bench.faults.Injection.FullDisk;
import equilibrium.bench.faults.Injection.HungDisk;
import equilibrium.bench.faults.Injection.Kill;
import equilibrium.bench.faults.Injection.KillAll;
import equilibrium.bench.faults.Injection.KillPostgres;
import equilibrium.bench.faults.Injection.Poison;
import equilibrium.bench.faults.Injection.PowerCut;
import equilibrium.bench.faults.Injection.PowerCutOf;
import equilibrium.bench.faults.Injection.Restart;
import equilibrium.bench.faults.Injection.RestoreDatabase;
import equilibrium.bench.faults.Injection.SetClock;
import equilibrium.bench.faults.Injection.SlowDisk;
import equilibrium.bench.faults.Injection.StartAlone;
import equilibrium.bench.faults.Injection.StartWithClock;
import equilibrium.bench.faults.Scenario.Disk;
import equilibrium.bench.faults.Scenario.Limits;
import equilibrium.bench.faults.Scenario.Step;
import equilibrium.bench.process.PacketFilter.Way;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** All scenarios, and the quick one. */
final class Scenarios {
  private static final int RATE = 150;
  private static final int HIGH_RATE = 2_000;

  /** What all programs carry on two cores: 25,000 in the time between two faults. */
  private static final int BUSY_RATE = 700;

  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** A busy machine is no fault. */
  private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), Duration.ofMinutes(2), 0);

  private static final Limits SERVED_ON = new Limits(LIMITS.acked(), LIMITS.caughtUp(), 50);

  /** What was sent to a leader that is gone waits for {@code ingress.ack-wait}, 250 ms. */
  private static final Limits WITHIN_ACK_WAIT = new Limits(LIMITS.acked(), LIMITS.caughtUp(), 300);

  /** So that a broker may lose what it has not flushed. */
  private static final Map<String, String> SPOOL_FIRST =
      Map.of("ingress.durability", "spool-first");

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
          null,
          Map.of(),
          List.of(
              new Step(kill("up"), 2),
              new Step(new KillPostgres(AT_ONCE), 1),
              new Step(new Freeze("up", Duration.ofSeconds(10)), 1),
              new Step(
                  new Poison(List.of(Topics.ANNOUNCES.name(), Topics.HAND_OUTS.name()), 20), 1),
              new Step(new Restart(), 1)),
          RATE,
          new Limits(Duration.ofMinutes(2), Duration.ofSeconds(170), 0));

  static List<Scenario> all() {
    return List.of(
        QUICK,
        up("up-killed", step(kill("up"), 10)),
        up("up-postgres-killed", step(new KillPostgres(AT_ONCE), 5)),
        up("up-frozen", lengths(length -> new Freeze("up", length))),
        up("up-restarted", step(new Restart(), 3)),
        up("up-poison", step(new Poison(TOPICS, 100), 1)),
        upOnDisk("up-power-cut", step(new PowerCut(), 10)),
        upOnDisk("up-disk-full", step(new FullDisk(Duration.ofSeconds(30)), 2)),
        upOnDisk("up-disk-hung", step(new HungDisk(Duration.ofSeconds(20)), 2)),
        upOnDisk(
            "up-disk-slow", step(new SlowDisk(Duration.ofMillis(200), Duration.ofMinutes(1)), 2)),
        apart("ingress-killed", step(kill("ingress"), 20)),
        apart("projector-killed", step(kill("projector"), 20)),
        apart("scoring-killed", step(kill("scoring"), 10)),
        apart("anomaly-killed", step(kill("anomaly"), 10)),
        apart("broker-killed", step(kill("broker"), 20)),
        new Scenario(
            "broker-killed-busy",
            Layout.APART,
            null,
            Map.of(),
            step(kill("broker"), 5),
            BUSY_RATE,
            LIMITS),
        apart("broker-away-30", step(new Kill("broker", Duration.ofSeconds(30)), 1)),
        new Scenario(
            "broker-away",
            Layout.INGRESS,
            null,
            Map.of(),
            List.of(
                new Step(new Kill("broker", Duration.ofSeconds(30)), 2),
                new Step(new Kill("broker", FIVE_MINUTES), 1)),
            HIGH_RATE,
            SERVED_ON),
        apart("database-killed", step(new KillPostgres(AT_ONCE), 5)),
        new Scenario(
            "database-away",
            Layout.APART,
            null,
            Map.of(),
            step(new KillPostgres(Duration.ofMinutes(10)), 1),
            RATE,
            SERVED_ON),
        apart("database-restored", step(new RestoreDatabase(Duration.ofSeconds(30)), 3)),
        apart("ingress-started-alone", step(new StartAlone("ingress"), 3)),
        apart("everything-killed", step(new KillAll(), 10)),
        onDisk("ingress-power-cut", Disk.SECOND_INGRESS, step(new PowerCutOf("ingress-b"), 10)),
        onDisk("broker-power-cut", Disk.BROKER, step(new PowerCutOf("broker"), 10)),
        clock("clock-ahead", Duration.ofHours(1)),
        clock("clock-behind", Duration.ofDays(-1)),
        cut("ingress-cut-from-broker", "ingress-b", "broker"),
        cut("ingress-cut-from-database", "ingress-b", "database"),
        cut("projector-cut-from-database", "projector", "database"),
        new Scenario(
            "one-broker-of-three",
            Layout.CLUSTER,
            null,
            Map.of(),
            Stream.of("broker-1", "broker-2", "broker-3")
                .map(broker -> new Step(new Kill(broker, Duration.ofSeconds(30)), 2))
                .toList(),
            RATE,
            WITHIN_ACK_WAIT),
        frozen("ingress"),
        frozen("projector"),
        frozen("scoring"),
        frozen("anomaly"),
        frozen("broker"),
        apart("database-frozen", lengths(FreezePostgres::new)),
        apart("poison", step(new Poison(TOPICS, 1_000), 1)));
  }

  private static Kill kill(String server) {
    return new Kill(server, AT_ONCE);
  }

  private static List<Step> step(Injection fault, int times) {
    return List.of(new Step(fault, times));
  }

  private static List<Step> lengths(Function<Duration, Injection> fault) {
    return Stream.of(5, 30, 90)
        .map(seconds -> new Step(fault.apply(Duration.ofSeconds(seconds)), 1))
        .toList();
  }

  private static Scenario up(String name, List<Step> steps) {
    return new Scenario(name, Layout.UP, null, Map.of(), steps, RATE, LIMITS);
  }

  private static Scenario upOnDisk(String name, List<Step> steps) {
    return new Scenario(name, Layout.UP, Disk.ALL, Map.of(), steps, RATE, LIMITS);
  }

  private static Scenario apart(String name, List<Step> steps) {
    return new Scenario(name, Layout.APART, null, Map.of(), steps, RATE, LIMITS);
  }

  private static Scenario frozen(String program) {
    return apart(program + "-frozen", lengths(length -> new Freeze(program, length)));
  }

  private static Scenario onDisk(String name, Disk disk, List<Step> steps) {
    return new Scenario(name, Layout.APART, disk, SPOOL_FIRST, steps, RATE, LIMITS);
  }

  /** No packet comes through for half a minute: in one direction, in the other, and in both. */
  private static Scenario cut(String name, String program, String server) {
    var steps =
        Stream.of(Way.values())
            .map(way -> new Step(new Cut(program, server, way, Duration.ofSeconds(30)), 5))
            .toList();
    return new Scenario(name, Layout.CUT_APART, null, Map.of(), steps, RATE, LIMITS);
  }

  /** The clock of one ingress is set while it runs, and wrong when it is started. */
  private static Scenario clock(String name, Duration ahead) {
    var steps =
        List.of(
            new Step(new SetClock("ingress-b", ahead, TWO_EXPIRIES), 1),
            new Step(new StartWithClock("ingress-b", ahead, TWO_EXPIRIES), 1));
    return new Scenario(name, Layout.CLOCK_APART, null, Map.of(), steps, RATE, LIMITS);
  }

  private Scenarios() {}
}
