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
import equilibrium.bench.ledger.Load;
import equilibrium.bench.process.DatabaseBackup;
import equilibrium.bench.process.Server;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.Waiting;
import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes faults, and marks in the load when each happened, or was over if it lasts. */
final class Injector {
  private final SetUp setUp;
  private final @Nullable LoopDisk disk;
  private final Path work;
  private final Load load;

  /**
   * For a set-up that runs.
   *
   * @param disk that its data is on, if it has one of its own
   * @param work folder for the files of faults
   */
  Injector(SetUp setUp, @Nullable LoopDisk disk, Path work, Load load) {
    this.setUp = setUp;
    this.disk = disk;
    this.work = work;
    this.load = load;
  }

  /** What clients saw while it lasted. */
  During inject(Injection fault) {
    return switch (fault) {
      case Kill(var server, var away) -> kill(setUp.server(server), away);
      case KillAll() -> killAll();
      case KillPostgres(var away) -> killPostgres(away);
      case StartAlone(var server) -> startAlone(setUp.server(server));
      case RestoreDatabase(var age) -> restoreDatabase(age);
      case Restart() -> restart();
      case Freeze(var server, var length) ->
          lasting(length, setUp.server(server)::freeze, setUp.server(server)::thaw);
      case Cut(var program, var server, var way, var length) ->
          lasting(length, () -> setUp.filter().cut(program, server, way), setUp.filter()::mend);
      case FreezePostgres(var length) ->
          lasting(length, setUp::freezePostgres, setUp::thawPostgres);
      case PowerCut() -> cutPower();
      case PowerCutOf(var server) -> cutPower(setUp.server(server));
      case FullDisk(var length) -> lasting(length, disk()::fill, disk()::empty);
      case HungDisk(var length) -> lasting(length, disk()::hang, disk()::goOn);
      case SlowDisk(var longest, var length) ->
          lasting(length, () -> disk().slowDown(longest), disk()::hasten);
      case SetClock clock -> new WrongClock(setUp, load).set(clock);
      case StartWithClock clock -> new WrongClock(setUp, load).start(clock);
      case Poison(var topics, int each) -> {
        load.mark();
        new PoisonRecords().write(setUp.kafka(), topics, each);
        yield During.NOTHING;
      }
    };
  }

  private During kill(Server server, Duration away) {
    if (!away.isZero()) {
      return lasting(away, server::kill, server::start);
    }
    server.kill();
    load.mark();
    server.start();
    return During.NOTHING;
  }

  private During killAll() {
    setUp.kill();
    load.mark();
    setUp.servers().forEach(Server::start);
    return During.NOTHING;
  }

  private During killPostgres(Duration away) {
    if (setUp.has("database")) { // nothing else would start it again
      var server = setUp.server("database");
      setUp.killPostgres();
      return kill(server, away);
    }
    setUp.killPostgres();
    load.mark();
    return During.NOTHING;
  }

  /** The marked moment is that of its start. */
  private During startAlone(Server ingress) {
    var broker = setUp.server("broker");
    var database = setUp.server("database");
    broker.kill();
    setUp.killPostgres();
    database.kill();
    ingress.kill();
    load.mark();
    ingress.start();
    Waiting.until("all ingresses acknowledge again", () -> load.firstAckMs() >= 0);
    database.start();
    broker.start();
    return During.NOTHING;
  }

  private During restoreDatabase(Duration age) {
    var backup = DatabaseBackup.take(setUp, work.resolve("database-backup"));
    Waiting.pause(age);
    awaitProjection();
    backup.putBack();
    load.mark();
    setUp.server("database").start();
    return During.NOTHING;
  }

  /** Until the projection has what the log has now. */
  private void awaitProjection() {
    try (var log = new CaughtUp(setUp.kafka(), setUp::postgres)) {
      Waiting.until("Kafka names the ends of the log", log::takeEnds);
      Waiting.until("the projection has what the log had", log::isProjected);
    }
  }

  private During restart() {
    setUp.servers().reversed().forEach(Server::stop);
    load.mark();
    setUp.servers().forEach(Server::start);
    return During.NOTHING;
  }

  private During cutPower() {
    setUp.findPostgres();
    disk().cutPower();
    setUp.kill();
    disk().plugIn();
    load.mark();
    setUp.servers().forEach(Server::start);
    return During.NOTHING;
  }

  private During cutPower(Server server) {
    disk().cutPower();
    server.kill();
    disk().plugIn();
    load.mark();
    server.start();
    return During.NOTHING;
  }

  private During lasting(Duration length, Runnable begin, Runnable end) {
    load.mark();
    begin.run();
    Waiting.pause(length);
    var seen = new During(length, load.answeredPercent(), load.p99Ms());
    end.run();
    load.mark();
    return seen;
  }

  private LoopDisk disk() {
    if (disk == null) {
      throw new Fault("this scenario needs a disk of its own");
    }
    return disk;
  }
}
