package equilibrium.analyst.whatif;

import equilibrium.platform.Fault;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which clients one detection found, by which rules, and how often. Holds the first finding. */
final class Flagged {
  /** Most pairs of a rule and a client. */
  static final int MOST = 1_000_000;

  /** A rule that found something about a client. */
  record Flag(String rule, ClientId client) {
    static final Comparator<Flag> ORDER =
        Comparator.comparing(Flag::rule).thenComparing(Flag::client);
  }

  /**
   * The first finding, and how many there are.
   *
   * @param infoHash null: across swarms
   * @param decidedAtMs effective time, milliseconds since 1970
   */
  record Found(@Nullable InfoHash infoHash, long decidedAtMs, String summary, long findings) {
    static Found first(Anomaly anomaly) {
      return new Found(anomaly.getInfoHash(), anomaly.getDecidedAtMs(), anomaly.getSummary(), 1);
    }

    Found more() {
      return new Found(infoHash, decidedAtMs, summary, findings + 1);
    }
  }

  private final Map<Flag, Found> found = new HashMap<>();
  private final Map<String, Long> findings = new TreeMap<>();

  /** A finding, in the order of the detection. One that clears a client is none. */
  void add(Anomaly anomaly) {
    if (anomaly.getWeight() < 0) {
      return;
    }
    var flag = new Flag(anomaly.getRule(), anomaly.getClientId());
    var before = found.get(flag);
    if (before == null && found.size() == MOST) {
      throw new Fault(
          "rules find something about clients more than %,d times, which are not held in memory"
                  .formatted(MOST)
              + ": ask about stricter thresholds");
    }
    found.put(flag, before == null ? Found.first(anomaly) : before.more());
    findings.merge(anomaly.getRule(), 1L, Long::sum);
  }

  /** Rules that found anything here or there. */
  Set<String> rules(Flagged other) {
    var rules = new TreeSet<>(findings.keySet());
    rules.addAll(other.findings.keySet());
    return rules;
  }

  /** How often a rule found something. */
  long findings(String rule) {
    return findings.getOrDefault(rule, 0L);
  }

  /** Whom a rule found. */
  Set<ClientId> clients(String rule) {
    return found.keySet().stream()
        .filter(flag -> flag.rule.equals(rule))
        .map(Flag::client)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** What is here and not there, in the order of rules. */
  List<Flag> without(Flagged other) {
    return found.keySet().stream()
        .filter(flag -> !other.found.containsKey(flag))
        .sorted(Flag.ORDER)
        .toList();
  }

  /** All that is here or there, in the order of rules. */
  List<Flag> with(Flagged other) {
    return Stream.concat(found.keySet().stream(), other.found.keySet().stream())
        .distinct()
        .sorted(Flag.ORDER)
        .toList();
  }

  /** Null: it is not here. */
  @Nullable Found found(Flag flag) {
    return found.get(flag);
  }
}
