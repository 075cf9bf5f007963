package equilibrium.bench.race.real;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.Waiting;
import equilibrium.bench.race.SwarmModel;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.platform.control.ChangeLog;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.DrawnKey;
import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.schemas.Topics;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Clients that earn their tiers. A quarter of them leeches libraries and never completes; the
 * others seed one library each, for a day and more of the tracker's time: a small, a middle or a
 * large one. Each has an address of its own.
 */
final class Earning {
  /** Half an hour of the tracker passes in 3 s. */
  static final TimeScale SCALE = new TimeScale(600);

  private static final Duration INTERVAL = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Duration PUBLISHING = Duration.ofSeconds(30);

  /** Sizes of the libraries, bytes. The first is that of those who only leech. */
  private static final List<Long> LIBRARIES = List.of(100L << 30, 6L << 30, 25L << 30, 100L << 30);

  /** A client, and the announce that it repeats. */
  private record Career(DrawnKey key, KeyedAnnounce announce) {}

  private final SetUp setUp;
  private final int each;
  private final PrintStream out;
  private final List<Career> careers = new ArrayList<>();

  /**
   * Nobody has announced yet.
   *
   * @param setUp of the layout SCORED, which runs at {@link #SCALE}
   * @param each so many clients must earn each tier
   */
  Earning(SetUp setUp, int each, PrintStream out) {
    this.setUp = setUp;
    this.each = each;
    this.out = out;
    int clients = SwarmModel.TIERS * (each + each / 4 + 1); // some may end up in another tier
    for (int i = 0; i < clients; i++) {
      careers.add(career(i));
    }
  }

  private static Career career(int number) {
    int library = number % SwarmModel.TIERS;
    var key = DrawnKey.draw();
    boolean leeches = library == 0;
    int leeched = 1 + number / SwarmModel.TIERS % (SwarmModel.TIERS - 1);
    return new Career(
        key,
        new KeyedAnnounce(
            address(number),
            key.key(),
            text("library-%d", leeches ? leeched : library),
            text("-EQ0100-%d", number),
            "started",
            leeches ? LIBRARIES.get(leeched) : 0));
  }

  /** 20 ASCII letters. */
  private static String text(String form, int number) {
    return (form.formatted(number) + "-".repeat(20)).substring(0, 20);
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 20, (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Announces until each tier has enough clients, then leaves. Returns all, with their tiers. */
  List<Entrant> run() {
    issueKeys();
    long startNs = System.nanoTime();
    int refused = 0;
    Map<String, Integer> tiers = Map.of();
    for (int round = 1; !areEnough(tiers); round++) {
      if (System.nanoTime() - startNs > PATIENCE.toNanos()) {
        throw new Fault(
            "after %d min of announces the tiers hold %s clients, expected %d in each"
                .formatted(PATIENCE.toMinutes(), sizes(tiers), each));
      }
      long nextNs = System.nanoTime() + SCALE.real(INTERVAL).toNanos();
      setUp.revive();
      refused += announce(round == 1 ? "started" : "");
      tiers = tiers();
      Waiting.pause(Duration.ofNanos(Math.max(0, nextNs - System.nanoTime())));
    }
    refused += announce("stopped");
    out.printf(
        Locale.ROOT,
        "%d clients have earned tiers in %.0f hours of the tracker: %s; %d announces were not"
            + " recorded%n",
        careers.size(),
        hoursSince(startNs),
        sizes(tiers),
        refused);
    var earned = tiers;
    return careers.stream()
        .map(career -> new Entrant(career.key().key(), earned.getOrDefault(id(career.key()), 0)))
        .toList();
  }

  /** Hours of the tracker. */
  private static double hoursSince(long startNs) {
    return (System.nanoTime() - startNs) / 3.6e12 * SCALE.factor();
  }

  private void issueKeys() {
    var authorship = new Authorship(SCALE.scaledMs(System.currentTimeMillis()), "bench");
    try (var log = new ChangeLog(setUp.kafka(), "bench", PUBLISHING)) {
      log.send(
          Topics.ANNOUNCE_KEYS,
          careers.stream()
              .map(career -> new Change<>(career.key().id(), career.key().issued("", authorship)))
              .toList());
    }
    Waiting.until(
        "the ingress knows all keys",
        () -> {
          setUp.revive();
          return announce("started") == 0;
        });
  }

  /** All announce at the same time; returns how many announces were not recorded. */
  private int announce(String event) {
    var tracker = setUp.ingresses().getFirst();
    return (int)
        careers.parallelStream()
            .filter(career -> !career.announce().with(event).send(tracker))
            .count();
  }

  /** Of the clients that have a standing. */
  private Map<String, Integer> tiers() {
    var tiers = new HashMap<String, Integer>();
    try (var db = setUp.postgres().connect("bench");
        var rows =
            db.createStatement().executeQuery("SELECT client_id, tier FROM client_standings")) {
      while (rows.next()) {
        tiers.put(HexFormat.of().formatHex(rows.getBytes(1)), rows.getInt(2));
      }
      return tiers;
    } catch (SQLException e) {
      throw new Fault("the standings cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean areEnough(Map<String, Integer> tiers) {
    return sizes(tiers).stream().allMatch(size -> size >= each);
  }

  /** How many clients each tier has. */
  private static List<Long> sizes(Map<String, Integer> tiers) {
    var sizes = tiers.values().stream().collect(groupingBy(tier -> tier, counting()));
    return IntStream.range(0, SwarmModel.TIERS)
        .mapToObj(tier -> sizes.getOrDefault(tier, 0L))
        .toList();
  }

  private static String id(DrawnKey key) {
    return HexFormat.of().formatHex(key.id().bytes());
  }
}
