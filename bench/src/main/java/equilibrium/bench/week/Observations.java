package equilibrium.bench.week;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts what the tracker has taken. Announces that failed are counted apart. */
final class Observations {
  private static final int MOST_FAULTS_TOLD = 5;

  /** Downloads that are kept; later ones are not counted. */
  private static final int MOST_DOWNLOADS = 200_000;

  /** A completed that the tracker took. */
  record Download(String client, Habit habit, String infoHash, double minutes) {}

  private final Map<Program, Long> announces = new EnumMap<>(Program.class);
  private final Map<Program, Long> early = new EnumMap<>(Program.class);
  private final TreeMap<Instant, Long> hours = new TreeMap<>();
  private final Map<String, NavigableSet<LocalDate>> days = new HashMap<>();
  private final List<Download> downloads = new ArrayList<>();
  private final Set<String> hybridClients = new HashSet<>();
  private final Map<Session, Long> began = new HashMap<>(); // first sent, tracker time
  private final EarlyAnnounces earlyAnnounces = new EarlyAnnounces();
  private final Map<String, Long> faults = new TreeMap<>();
  private long faultCount;

  /**
   * Counts an announce with its reply.
   *
   * @param sentMs tracker time
   */
  void add(Announce announce, Reply reply, long sentMs) {
    var fault = reply.fault();
    if (fault != null) {
      faultCount++;
      if (faults.size() < MOST_FAULTS_TOLD || faults.containsKey(fault)) {
        faults.merge(fault, 1L, Long::sum);
      }
      return;
    }
    var session = announce.session();
    var client = session.client();
    announces.merge(client.program(), 1L, Long::sum);
    var at = Instant.ofEpochMilli(sentMs);
    began.putIfAbsent(session, sentMs);
    hours.merge(at.truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
    days.computeIfAbsent(client.key().client(), _ -> new TreeSet<>())
        .add(at.atZone(ZoneOffset.UTC).toLocalDate());
    if (earlyAnnounces.isTooMany(announce, sentMs)) {
      early.merge(client.program(), 1L, Long::sum);
    }
    if (!announce.isFirst()) {
      hybridClients.add(client.key().client());
    }
    if (announce.event().equals("completed") && downloads.size() < MOST_DOWNLOADS) {
      double minutes = (sentMs - began.getOrDefault(session, sentMs)) / 60_000.0;
      downloads.add(
          new Download(client.key().client(), client.habit(), announce.infoHash(), minutes));
    }
  }

  /** Forgets when a session that is over announced. */
  void forget(Session session) {
    began.remove(session);
    earlyAnnounces.forget(session);
  }

  Map<Program, Long> announces() {
    return announces;
  }

  long total() {
    return announces.values().stream().mapToLong(count -> count).sum();
  }

  Map<Program, Long> early() {
    return early;
  }

  /** Announces by hour of the tracker's time. */
  Map<Instant, Long> hours() {
    return hours;
  }

  /** Days on which each client announced, UTC. */
  Map<String, NavigableSet<LocalDate>> days() {
    return days;
  }

  List<Download> downloads() {
    return downloads;
  }

  /** How many clients announced the hybrid under its other hash. */
  int hybridClients() {
    return hybridClients.size();
  }

  long faults() {
    return faultCount;
  }

  /** Some faults in words; null: there was none. */
  @Nullable String firstFaults() {
    return faults.isEmpty() ? null : faults.toString();
  }

  /** Median minutes of a habit's downloads; NaN: there is none. */
  double medianMinutes(Habit habit) {
    double[] minutes =
        downloads.stream()
            .filter(download -> download.habit() == habit)
            .mapToDouble(Download::minutes)
            .sorted()
            .toArray();
    int middle = minutes.length / 2;
    return minutes.length == 0
        ? Double.NaN
        : minutes.length % 2 == 1 ? minutes[middle] : (minutes[middle - 1] + minutes[middle]) / 2;
  }

  long downloads(Habit habit) {
    return downloads.stream().filter(download -> download.habit() == habit).count();
  }
}
