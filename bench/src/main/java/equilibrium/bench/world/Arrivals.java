package equilibrium.bench.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which client begins which download, and which torrents emulators claim to seed. */
final class Arrivals {
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final double STEPS_IN_30_DAYS = 30.0 * DAY_MS / Generator.STEP_MS;
  private static final int CREDIT_SWARMS = 3;
  private static final int FINISHERS = 20;

  private final WorldOptions options;
  private final List<Client> clients;
  private final List<Swarm> swarms;
  private final Population population;
  private final Lives lives;
  private final Dice dice;

  Arrivals(WorldOptions options, Cast cast, Lives lives, Dice dice) {
    this.options = options;
    this.clients = cast.clients();
    this.swarms = cast.swarms();
    this.population = cast.population();
    this.lives = lives;
    this.dice = dice;
  }

  /** Everybody in a world. */
  record Cast(List<Client> clients, List<Swarm> swarms, Population population) {}

  /** Who has which torrent before the history begins. */
  void before(long startMs) {
    for (var client : clients) {
      client.online = !(client.habit.always() || dice.chance(client.habit.hours() / 24));
      client.changesAtMs = startMs; // everybody comes or goes at once, then has its habit
    }
    for (var swarm : swarms) {
      if (swarm.torrent.publishedMs() < startMs) {
        int seeders =
            options.isCredit() ? 3 : 2 + dice.below((int) (4 + 25 * swarm.torrent.popularity()));
        for (int i = 0; i < seeders; i++) {
          seed(swarm, startMs);
        }
      }
    }
  }

  private void seed(Swarm swarm, long nowMs) {
    if (dice.chance(options.unseen())) {
      enter(population.unseen(), swarm, nowMs, true);
      return;
    }
    // In the world for credit shares, the first clients download and the others seed.
    int first = options.isCredit() ? FINISHERS + 1 : 0;
    var client = clients.get(first + dice.below(clients.size() - first));
    if (!client.isIn(swarm) && !(options.isCredit() && client.kind.cheats())) {
      enter(client, swarm, nowMs, true);
    }
  }

  /** What begins in a step. */
  void step(long nowMs) {
    publish(nowMs);
    emulate(nowMs);
    if (options.isCredit()) {
      scripted(nowMs);
      return;
    }
    double mean = options.downloads() * clients.size() / STEPS_IN_30_DAYS;
    int seen = dice.poisson(mean);
    for (int i = 0; i < seen; i++) {
      var client = clients.get(dice.below(clients.size()));
      boolean busy = client.kind.emulates() && dice.chance(0.5);
      if (client.online && !busy) {
        download(client, nowMs);
      }
    }
    int unseen = dice.poisson(0.6 * mean * options.unseen() / (1 - options.unseen()));
    for (int i = 0; i < unseen; i++) {
      download(population.unseen(), nowMs);
    }
  }

  /** The first seeder brings a torrent, and stays for days. */
  private void publish(long nowMs) {
    for (var swarm : swarms) {
      long sinceMs = nowMs - swarm.torrent.publishedMs();
      if (sinceMs >= 0 && sinceMs < Generator.STEP_MS) {
        clients.stream()
            .skip(dice.below(clients.size()))
            .filter(client -> client.online && client.habit.always())
            .findFirst()
            .ifPresent(client -> enter(client, swarm, nowMs, true));
      }
    }
  }

  private void download(Client client, long nowMs) {
    var swarm = draw(nowMs);
    if (swarm != null && !client.isIn(swarm)) {
      boolean added = !client.line.unseen() && dice.chance(0.05); // it has the files already
      enter(client, swarm, nowMs, added);
    }
  }

  private @Nullable Swarm draw(long nowMs) {
    double all = 0;
    for (var swarm : swarms) {
      all += swarm.torrent.attraction(nowMs);
    }
    double drawn = dice.between(0, all);
    for (var swarm : swarms) {
      drawn -= swarm.torrent.attraction(nowMs);
      if (drawn < 0) {
        return swarm;
      }
    }
    return null;
  }

  private Session enter(Client client, Swarm swarm, long nowMs, boolean complete) {
    long size = swarm.torrent.sizeBytes();
    boolean partial = !complete && client.program.sendsPaused() && dice.chance(0.04);
    var session =
        new Session(client, swarm, partial ? (long) (size * dice.between(0.2, 0.8)) : size, false);
    session.hasMetadata = complete || dice.chance(0.75);
    session.have = complete ? size : 0;
    if (complete) {
      session.leavesMs = nowMs + (long) (dice.exponential(7) * DAY_MS) + 2 * DAY_MS;
    } else if (dice.chance(0.05) && !options.isCredit()) {
      session.leavesMs = nowMs + (long) (dice.exponential(3) * HOUR_MS); // gives up
    }
    if (options.isCredit()) {
      session.leavesMs = Long.MAX_VALUE;
    }
    add(session, nowMs);
    return session;
  }

  private void add(Session session, long nowMs) {
    session.swarm.sessions.add(session);
    if (!session.client.line.unseen()) {
      session.client.sessions.add(session);
    }
    if (session.client.online || session.client.line.unseen()) {
      lives.start(session, nowMs + dice.below(Generator.STEP_MS), true);
    }
  }

  /** Emulators choose torrents that many want, and change them every few days. */
  private void emulate(long nowMs) {
    for (var client : clients) {
      if (!client.kind.emulates() || !client.online || !client.cheats(nowMs)) {
        continue;
      }
      long claimed = client.sessions.stream().filter(session -> session.emulated).count();
      for (long i = claimed; i < Deceit.torrents(client.kind); i++) {
        var swarm = options.isCredit() ? swarms.get((int) i) : draw(nowMs);
        if (swarm != null && !client.isIn(swarm)) {
          claim(client, swarm, nowMs);
        }
      }
    }
  }

  private void claim(Client client, Swarm swarm, long nowMs) {
    var session = new Session(client, swarm, swarm.torrent.sizeBytes(), true);
    session.have = session.target;
    session.emulatedRate = new Deceit(dice).rate(client.kind);
    session.leavesMs =
        options.isCredit() ? Long.MAX_VALUE : nowMs + (long) ((0.5 + dice.exponential(4)) * DAY_MS);
    add(session, nowMs);
  }

  /** Twenty clients download the first three torrents, one a day, and some of the others. */
  private void scripted(long nowMs) {
    long sinceMs = nowMs - Generator.START_MS;
    var finishers =
        clients.stream().filter(client -> client.kind == Kind.HONEST).limit(FINISHERS).toList();
    for (int i = 0; i < finishers.size(); i++) {
      for (int swarm = 0; swarm < swarms.size(); swarm++) {
        boolean wanted = swarm < CREDIT_SWARMS || (i + swarm) % 7 == 0;
        long dueMs =
            swarm < CREDIT_SWARMS
                ? (swarm * 24L + 12) * HOUR_MS + i * 600_000L
                : (i + swarm) % 80 * HOUR_MS;
        boolean due = dueMs >= sinceMs && dueMs < sinceMs + Generator.STEP_MS;
        if (wanted && due && !finishers.get(i).isIn(swarms.get(swarm))) {
          enter(finishers.get(i), swarms.get(swarm), nowMs, false);
        }
      }
    }
  }
}
