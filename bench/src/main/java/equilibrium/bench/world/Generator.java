package equilibrium.bench.world;

import equilibrium.bench.world.Announcing.Sink;
import equilibrium.bench.world.Arrivals.Cast;
import java.io.IOException;
import java.util.List;

/** Runs a world, one step after the other. */
final class Generator {
  /** 2026-10-01 00:00:00 UTC. */
  static final long START_MS = 1_790_812_800_000L;

  /** Bytes move, and clients come and go, this often. Announces have their own times. */
  static final long STEP_MS = 300_000;

  private static final long DAY_MS = 86_400_000;

  private final WorldOptions options;
  private final List<Client> clients;
  private final List<Swarm> swarms;
  private final Announcing announcing;
  private final Arrivals arrivals;
  private final Lives lives;
  private final Deceit deceit;

  Generator(WorldOptions options) {
    this.options = options;
    var dice = new Dice(options.seed());
    var population = new Population(options, START_MS, dice.split());
    this.clients = population.clients();
    var transfers = dice.split();
    this.swarms =
        population.torrents().stream().map(torrent -> new Swarm(torrent, transfers)).toList();
    this.deceit = new Deceit(dice.split());
    this.announcing = new Announcing(options, deceit, dice.split());
    this.lives = new Lives(options, announcing, population, dice.split());
    this.arrivals =
        new Arrivals(options, new Cast(clients, swarms, population), lives, dice.split());
  }

  List<Client> clients() {
    return clients;
  }

  List<Swarm> swarms() {
    return swarms;
  }

  /** Gives every announce of the history, in the order of their times. */
  void run(Sink sink) throws IOException {
    arrivals.before(START_MS);
    long endMs = START_MS + options.days() * DAY_MS;
    for (long nowMs = START_MS; nowMs < endMs; nowMs += STEP_MS) {
      step(nowMs);
      announcing.flush(Math.min(endMs, nowMs + STEP_MS), sink);
    }
  }

  private void step(long nowMs) {
    for (var client : clients) {
      lives.change(client, nowMs);
    }
    arrivals.step(nowMs);
    for (var swarm : swarms) {
      for (var session : List.copyOf(swarm.sessions)) {
        lives.announceDue(session, nowMs, nowMs + STEP_MS);
      }
    }
    move(nowMs);
  }

  private void move(long nowMs) {
    for (var swarm : swarms) {
      for (var session : swarm.sessions) {
        session.client.uploads = 0;
        session.client.downloads = 0;
      }
    }
    swarms.forEach(Swarm::prepare);
    for (var swarm : swarms) {
      swarm.transfer(STEP_MS / 1e3);
      for (var session : swarm.sessions) {
        boolean waits = session.leavesMs == Long.MAX_VALUE && !session.emulated;
        boolean finished = session.running && session.isFinished() && session.received() > 0;
        if (finished && !session.finished) {
          session.finished = true;
          lives.finish(session, nowMs + STEP_MS);
        } else if (waits && !session.isFinished()) {
          session.finished = false; // it lost data
        }
      }
    }
    for (var client : clients) {
      if (client.kind.emulates() && client.online) {
        deceit.step(client, nowMs, STEP_MS / 1e3);
      }
    }
  }
}
