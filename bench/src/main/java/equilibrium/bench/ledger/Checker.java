package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.PostgresSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Compares a ledger with the log, and the fold of the log with PostgreSQL and with every ingress.
 * Ask it while no announces come. It waits until what a spool still holds is in the log, and the
 * projection has caught up.
 */
public final class Checker {
  private static final Duration POLL = Duration.ofSeconds(2);

  private final Ledger ledger;
  private final KafkaSettings kafka;
  private final @Nullable PostgresSettings postgres;
  private final List<InetSocketAddress> ingresses;
  private final long mostMiscounted;

  private Map<String, Integer> allowed = Map.of();
  private final Map<String, String> misdated = new HashMap<>();
  private Model model = new Model();
  private int logged;
  private int duplicates;
  private int phantom;
  private long miscounted;
  private String firstPhantom = "";

  /**
   * A checker of a set-up that runs.
   *
   * @param postgres null: it has no projector, and its tables are not compared
   * @param mostMiscounted announces that contributions may count twice or not at all; if there may
   *     be any, balances of swarms are not compared
   */
  public Checker(
      Ledger ledger,
      KafkaSettings kafka,
      @Nullable PostgresSettings postgres,
      List<InetSocketAddress> ingresses,
      long mostMiscounted) {
    this.ledger = ledger;
    this.kafka = kafka;
    this.postgres = postgres;
    this.ingresses = List.copyOf(ingresses);
    this.mostMiscounted = mostMiscounted;
  }

  /**
   * Reads everything.
   *
   * @param patience until the tables must equal the model
   */
  public Finding check(Duration patience) {
    var differences = new ArrayList<String>();
    var digests = new LinkedHashMap<String, String>();
    long deadlineNs = System.nanoTime() + patience.toNanos();
    do {
      differences.clear();
      readLog();
      var expected = new Expected(model.peers(), model.contributions(), model.balances());
      compareTables(expected, differences, digests);
      compareIngresses(differences);
      if (differences.isEmpty() && ledger.lost() == 0) {
        break;
      }
      LockSupport.parkNanos(POLL.toNanos());
    } while (System.nanoTime() < deadlineNs);
    if (phantom > 0) {
      differences.add("the first announce in the log that was never sent: " + firstPhantom);
    }
    if (ledger.lost() > 0) {
      long lost = ledger.firstLost();
      differences.add("the first announce that was lost: " + ledger.numbering().announce(lost));
    }
    return new Finding(
        ledger.counts(),
        logged,
        duplicates,
        ledger.lost(),
        phantom,
        miscounted,
        differences,
        digests);
  }

  private void readLog() {
    model = new Model();
    logged = 0;
    duplicates = 0;
    phantom = 0;
    firstPhantom = "";
    misdated.clear();
    ledger.clearLogged();
    var _ = new AnnounceLog(kafka).read(this::read);
    var unsure = new HashMap<>(ledger.unsureSessions());
    misdated.values().forEach(swarm -> unsure.merge(swarm, 1, Integer::sum));
    allowed = unsure;
  }

  private void read(LoggedAnnounce announce) {
    model.add(announce);
    if (announce.isMisdated()) {
      misdated.put(announce.session(), announce.swarm());
    }
    var peerId = new String(HexFormat.of().parseHex(announce.peer()), ISO_8859_1);
    long number = ledger.numbering().number(peerId, announce.uploaded());
    boolean sent =
        switch (ledger.outcome(number)) {
          case ACKED, UNLOGGED, UNKNOWN -> announce.says(ledger.numbering().announce(number));
          case NOT_SENT, REFUSED, UNREACHED -> false;
        };
    if (!sent) {
      phantom++;
      firstPhantom = firstPhantom.isEmpty() ? announce.toString() : firstPhantom;
    } else if (ledger.foundInLog(number)) {
      logged++;
    } else {
      duplicates++;
    }
  }

  /** The rows that the tables should have. */
  private record Expected(Rows peers, Rows contributions, Rows balances) {}

  private void compareTables(
      Expected expected, List<String> differences, Map<String, String> digests) {
    if (postgres == null) {
      return;
    }
    try (var db = postgres.connect("ledger")) {
      compare("peers", Projection.peers(db), expected.peers(), differences, digests);
      var contributions = Projection.contributions(db);
      miscounted = contributions.apart(expected.contributions());
      if (mostMiscounted == 0) {
        compare("contributions", contributions, expected.contributions(), differences, digests);
        compare(
            "swarm_balances", Projection.balances(db), expected.balances(), differences, digests);
      } else if (miscounted > mostMiscounted) {
        differences.add(
            "contributions: %,d announces are counted twice or not at all, expected at most %,d"
                .formatted(miscounted, mostMiscounted));
      }
    } catch (SQLException e) {
      differences.add("PostgreSQL cannot be read: " + e.getMessage());
    }
  }

  private static void compare(
      String table,
      Rows found,
      Rows expected,
      List<String> differences,
      Map<String, String> digests) {
    digests.put(table, found.digest());
    if (!found.digest().equals(expected.digest())) {
      differences.add("%s: %s".formatted(table, found.difference(expected)));
    }
  }

  /**
   * A session may differ if its last announce may be known to its ingress alone, or if one of its
   * announces bears a wrong time.
   */
  private void compareIngresses(List<String> differences) {
    for (var ingress : ingresses) {
      var wrong = new TreeMap<String, String>();
      model
          .counts()
          .forEach((swarm, counts) -> {
            var found = difference(swarm, counts, ingress);
            if (!found.isEmpty()) {
              wrong.put(swarm, found);
            }
          });
      if (!wrong.isEmpty()) {
        differences.add(
            "ingress at port %d: seeders and leechers of %d swarms differ; %s"
                .formatted(ingress.getPort(), wrong.size(), wrong.firstEntry()));
      }
    }
  }

  /** In words; empty: none. */
  private String difference(String swarm, PeerCounts expected, InetSocketAddress ingress) {
    try {
      var found = Scrapes.of(swarm, ingress);
      return expected.isNear(found, allowed.getOrDefault(swarm, 0))
          ? ""
          : "%s, expected %s".formatted(found, expected);
    } catch (IOException e) {
      return "%s, expected %s".formatted(e, expected);
    }
  }
}
