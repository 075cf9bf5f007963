package equilibrium.bench.week;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everybody and what they will want.
 *
 * @param holdings seeded from the begin
 * @param wishes in the order of their times
 * @param cheated its liar claims upload that nobody got
 * @param hybrid has two hashes
 */
record Population(
    List<Client> clients,
    List<Torrent> torrents,
    List<Holding> holdings,
    List<Wish> wishes,
    Client liar,
    Torrent cheated,
    Torrent hybrid) {
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final double SLOW_UPLOAD = 0.25e6; // bytes per second
  private static final double FAST_UPLOAD = 1e6;
  private static final double FAST = 0.3; // share of the clients
  private static final double LATER = 0.4; // share of the clients that come after the first hours
  private static final double VISITORS = 0.2; // share that comes for one download
  private static final double WISHES_A_DAY = 1.2;
  private static final double LEAST_SIZE = 2.0 * (1L << 30); // bytes
  private static final double LARGEST = 8; // times the least
  private static final int HELD = 3; // torrents of a client that seeds for days
  private static final int ORIGINS = 2; // seeders of each torrent that never leave
  private static final int HYBRID = 1; // number of the torrent
  private static final int CHEATED = 3;

  /** Draws them; the same seed gives the same, but for the keys. */
  static Population draw(WeekOptions options, List<IssuedKey> keys) {
    return new Drawing(options, keys).population();
  }

  private static final class Drawing {
    private final SplittableRandom random;
    private final long lengthMs;
    private final List<Client> clients = new ArrayList<>();
    private final List<Torrent> torrents = new ArrayList<>();
    private final List<Holding> holdings = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final Popularity popularity;

    Drawing(WeekOptions options, List<IssuedKey> keys) {
      random = new SplittableRandom(options.seed());
      lengthMs = options.days() * DAY_MS;
      popularity = new Popularity(options.torrents());
      for (int i = 0; i < options.torrents(); i++) {
        torrents.add(torrent(i));
      }
      for (var key : keys) {
        clients.add(client(clients.size(), key));
      }
    }

    private Torrent torrent(int number) {
      long size = (long) (LEAST_SIZE * Math.pow(LARGEST, random.nextDouble()));
      return new Torrent(hash(), number == HYBRID ? hash() : null, size);
    }

    private String hash() {
      byte[] bytes = new byte[20];
      random.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }

    private Client client(int number, IssuedKey key) {
      double program = random.nextDouble();
      double habit = random.nextDouble();
      double upload = random.nextDouble() < FAST ? FAST_UPLOAD : SLOW_UPLOAD;
      return new Client(number, key, programAt(program), habitAt(habit), upload);
    }

    private static Program programAt(double place) {
      double below = 0;
      for (var program : Program.values()) {
        below += program.share();
        if (place < below) {
          return program;
        }
      }
      return Program.QBITTORRENT;
    }

    private static Habit habitAt(double place) {
      double below = 0;
      for (var habit : Habit.values()) {
        below += habit.share();
        if (place < below) {
          return habit;
        }
      }
      return Habit.LEAVES;
    }

    Population population() {
      var keepers = clients.stream().filter(client -> client.habit() == Habit.DAYS).toList();
      var liar =
          keepers.stream()
              .filter(client -> !client.program().isHasty())
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("nobody seeds for days"));
      var cheated = torrents.get(CHEATED);
      hold(liar, cheated, Long.MAX_VALUE);
      for (var torrent : torrents) {
        for (int i = 0; i < ORIGINS; i++) {
          hold(keepers.get(random.nextInt(keepers.size())), torrent, Long.MAX_VALUE);
        }
      }
      for (var keeper : keepers) {
        for (int i = 0; i < HELD; i++) {
          hold(keeper, torrents.get(popularity.draw(random)), Habit.DAYS.stayMs(random));
        }
      }
      clients.forEach(this::wish);
      wishes.sort(Comparator.comparingLong(Wish::atMs));
      return new Population(
          clients, torrents, holdings, wishes, liar, cheated, torrents.get(HYBRID));
    }

    private void hold(Client client, Torrent torrent, long untilMs) {
      if (client.tries(torrent)) {
        holdings.add(new Holding(client, torrent, untilMs));
      }
    }

    /** Who only visits has one wish; others go on, less at night. */
    private void wish(Client client) {
      boolean visits =
          client.habit() == Habit.LEAVES && random.nextDouble() < VISITORS / Habit.LEAVES.share();
      double arrival =
          random.nextDouble() < LATER
              ? random.nextDouble() * lengthMs
              : random.nextDouble() * 6 * HOUR_MS;
      long atMs = (long) arrival;
      add(atMs, client);
      while (!visits && atMs < lengthMs) {
        atMs += (long) (-Math.log(1 - random.nextDouble()) * DAY_MS / WISHES_A_DAY / 1.6);
        if (random.nextDouble() * 1.6 < 1 + 0.6 * Math.sin(atMs * 2 * Math.PI / DAY_MS)) {
          add(atMs, client);
        }
      }
    }

    private void add(long atMs, Client client) {
      if (atMs < lengthMs) {
        wishes.add(new Wish(atMs, client, torrents.get(popularity.draw(random))));
      }
    }
  }
}
