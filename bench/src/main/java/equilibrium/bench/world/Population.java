package equilibrium.bench.world;

import equilibrium.bench.world.Client.Habit;
import equilibrium.bench.world.Client.Line;
import equilibrium.schemas.event.InfoHash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws the clients and torrents of a world. */
final class Population {
  private static final long DAY_MS = 86_400_000;
  private static final double MBIT = 125_000;
  private static final double MB = 1e6;
  private static final int[] FIRST_OCTETS = {5, 24, 31, 37, 46, 62, 77, 78, 85, 91, 109, 178};
  private static final long[] CREDIT_SIZES = {6_000_000_000L, 8_000_000_000L, 10_000_000_000L};

  private final WorldOptions options;
  private final long startMs;
  private final Dice dice;

  Population(WorldOptions options, long startMs, Dice dice) {
    this.options = options;
    this.startMs = startMs;
    this.dice = dice;
  }

  List<Client> clients() {
    var kinds = kinds();
    var clients = new ArrayList<Client>();
    for (int i = 0; i < options.clients(); i++) {
      var client = client(kinds.get(i), false);
      boolean shares = i > 0 && dice.chance(0.06); // behind one address with another client
      client.ipv4 = shares ? clients.get(dice.below(i)).ipv4 : address();
      clients.add(client);
    }
    return clients;
  }

  /** Spread over the clients at random. */
  private List<Kind> kinds() {
    int cheaters = (int) Math.round(options.clients() * options.cheaters());
    int doublers = (int) Math.round(options.clients() * options.doublers());
    int broken = (int) Math.round(options.clients() * options.broken());
    var kinds = new ArrayList<Kind>();
    for (int i = 0; i < options.clients(); i++) {
      int past = i - cheaters - doublers;
      if (i < cheaters) {
        kinds.add(options.kinds().get(i % options.kinds().size()));
      } else if (past < 0) {
        kinds.add(Kind.DOUBLER);
      } else if (past < broken) {
        kinds.add(past % 2 == 0 ? Kind.BROKEN_DOWNLOAD : Kind.BROKEN_LEFT);
      } else {
        kinds.add(Kind.HONEST);
      }
    }
    for (int i = kinds.size() - 1; i > 0; i--) {
      int other = dice.below(i + 1);
      var kind = kinds.get(other);
      kinds.set(other, kinds.get(i));
      kinds.set(i, kind);
    }
    return kinds;
  }

  /** A client that no announce shows. */
  Client unseen() {
    var client = client(Kind.HONEST, true);
    client.online = true;
    return client;
  }

  private Client client(Kind kind, boolean unseen) {
    var program = kind == Kind.DOUBLER ? Program.QBITTORRENT : Program.draw(dice);
    boolean always = unseen || dice.chance(kind.emulates() ? 0.7 : 0.45);
    var habit = new Habit(always, dice.normal(15, 4), dice.between(4, 14));
    long cheatsFromMs =
        kind.cheats() && dice.chance(0.5) && !options.isCredit()
            ? startMs + dice.below(3 * DAY_MS)
            : startMs;
    var key = HexFormat.of().formatHex(dice.bytes(16));
    return new Client(key, kind, program, line(program, unseen), habit, cheatsFromMs);
  }

  private Line line(Program program, boolean unseen) {
    double drawn = dice.between(0, 1);
    double up;
    double down;
    if (drawn < 0.007) {
      up = dice.between(200 * MB, 600 * MB); // seedbox, 10 Gbit/s
      down = up;
    } else if (drawn < 0.08) {
      up = dice.between(20 * MB, 110 * MB);
      down = up;
    } else if (drawn < 0.5) {
      up = dice.between(10 * MBIT, 100 * MBIT);
      down = up * dice.between(1, 10);
    } else {
      up = dice.between(1 * MBIT, 10 * MBIT);
      down = up * dice.between(4, 12);
    }
    double limited = dice.chance(0.3) ? dice.between(0.3, 0.8) : 0.9; // users limit uploads
    var ipv6 = dice.chance(0.25) ? ipv6() : null;
    boolean udp = program.mayUseUdp() && dice.chance(0.2);
    return new Line(up * limited, down, ipv6, 1_024 + dice.below(64_000), udp, unseen);
  }

  String address() {
    return "%d.%d.%d.%d"
        .formatted(
            FIRST_OCTETS[dice.below(FIRST_OCTETS.length)],
            dice.below(256),
            dice.below(256),
            1 + dice.below(254));
  }

  private String ipv6() {
    return "2a%02x:%x:%x:%x::%x"
        .formatted(
            dice.below(16),
            1 + dice.below(65_000),
            1 + dice.below(65_000),
            1 + dice.below(65_000),
            1 + dice.below(65_000));
  }

  List<Torrent> torrents() {
    var torrents = new ArrayList<Torrent>();
    for (int rank = 0; rank < options.torrents(); rank++) {
      boolean old = options.isCredit() || dice.chance(0.6);
      long publishedMs =
          old
              ? startMs - (long) (dice.between(0, 30) * DAY_MS)
              : startMs + (long) (dice.between(0, 0.9) * options.days() * DAY_MS);
      torrents.add(torrent(rank, size(rank), publishedMs));
    }
    return torrents;
  }

  private long size(int rank) {
    if (options.isCredit() && rank < CREDIT_SIZES.length) {
      return CREDIT_SIZES[rank];
    }
    return (long) Math.clamp(dice.spread(3e9, 1.2), 50e6, 60e9);
  }

  private Torrent torrent(int rank, long sizeBytes, long publishedMs) {
    boolean hybrid = !options.isCredit() && dice.chance(0.04);
    double webSeed = dice.chance(options.webSeeds()) ? dice.between(0.5 * MB, 5 * MB) : 0;
    long piece = Math.max(1 << 18, Long.highestOneBit(sizeBytes / 1_000));
    boolean isPrivate = options.unseen() == 0 && dice.chance(0.8);
    double popularity = 1 / StrictMath.pow(rank + 1.0, 0.8);
    return new Torrent(
        hash(),
        alias(hybrid),
        sizeBytes,
        Math.min(piece, 16L << 20),
        isPrivate,
        publishedMs,
        popularity,
        webSeed);
  }

  private @Nullable InfoHash alias(boolean hybrid) {
    return hybrid ? hash() : null;
  }

  private InfoHash hash() {
    return new InfoHash(dice.bytes(20));
  }
}
