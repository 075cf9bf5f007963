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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Compares a ledger with the log, and the fold of the log with PostgreSQL and with every ingress.
 * Ask it while no announces come. It waits until the projection has caught up.
 */
public final class Checker {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Ledger ledger;
  private final KafkaSettings kafka;
  private final PostgresSettings postgres;
  private final List<InetSocketAddress> ingresses;

  private final Set<Long> unsure = new HashSet<>();
  private Model model = new Model();
  private int logged;
  private int duplicates;
  private int phantom;
  private String firstPhantom = "";

  /** A checker of a set-up that runs. */
  public Checker(
      Ledger ledger,
      KafkaSettings kafka,
      PostgresSettings postgres,
      List<InetSocketAddress> ingresses) {
    this.ledger = ledger;
    this.kafka = kafka;
    this.postgres = postgres;
    this.ingresses = List.copyOf(ingresses);
  }

  /**
   * Reads everything.
   *
   * @param patience until the tables must equal the model
   */
  public Finding check(Duration patience) {
    readLog();
    var expected = new Expected(model.peers(), model.contributions(), model.balances());
    var differences = new ArrayList<String>();
    var digests = new LinkedHashMap<String, String>();
    long deadlineNs = System.nanoTime() + patience.toNanos();
    do {
      differences.clear();
      compareTables(expected, differences, digests);
      compareIngresses(differences);
      if (differences.isEmpty()) {
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
        ledger.counts(), logged, duplicates, ledger.lost(), phantom, differences, digests);
  }

  private void readLog() {
    model = new Model();
    logged = 0;
    duplicates = 0;
    phantom = 0;
    ledger.clearLogged();
    var _ = new AnnounceLog(kafka).read(this::read);
    unsure.clear();
    unsure.addAll(ledger.answeredButNotLogged());
  }

  private void read(LoggedAnnounce announce) {
    model.add(announce);
    var peerId = new String(HexFormat.of().parseHex(announce.peer()), ISO_8859_1);
    long number = ledger.numbering().number(peerId, announce.uploaded());
    boolean sent =
        switch (ledger.outcome(number)) {
          case ACKED, UNLOGGED, UNKNOWN -> true;
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
    try (var db = postgres.connect("ledger")) {
      compare("peers", Projection.peers(db), expected.peers(), differences, digests);
      compare(
          "contributions",
          Projection.contributions(db),
          expected.contributions(),
          differences,
          digests);
      compare("swarm_balances", Projection.balances(db), expected.balances(), differences, digests);
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
   * An announce that was answered, or may have been, but is not in the log, is known to its ingress
   * alone: each allows a swarm to differ by one peer.
   */
  private void compareIngresses(List<String> differences) {
    var allowed = new HashMap<String, Integer>();
    for (long number : unsure) {
      allowed.merge(ledger.numbering().announce(number).infoHash(), 1, Integer::sum);
    }
    for (var ingress : ingresses) {
      var wrong = new TreeMap<String, String>();
      model
          .counts()
          .forEach((swarm, counts) -> {
            var found = scrape(swarm, ingress);
            if (!counts.isNear(found, allowed.getOrDefault(swarm, 0))) {
              wrong.put(swarm, "%s, expected %s".formatted(found, counts));
            }
          });
      if (!wrong.isEmpty()) {
        differences.add(
            "ingress at port %d: seeders and leechers of %d swarms differ; %s"
                .formatted(ingress.getPort(), wrong.size(), wrong.firstEntry()));
      }
    }
  }

  /** Nobody, if the ingress does not answer. */
  private static PeerCounts scrape(String swarm, InetSocketAddress ingress) {
    try {
      return Scrapes.of(swarm, ingress);
    } catch (IOException _) {
      return PeerCounts.NONE;
    }
  }
}
