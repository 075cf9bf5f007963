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
import org.jspecify.annotations.Nullable;

/** Which clients one detection found, by which rules. Holds the first finding of each. */
final class Flagged {
  /** Most pairs of a rule and a client. */
  static final int MOST = 1_000_000;

  /** A rule that found something about a client. */
  record Flag(String rule, ClientId client) {
    static final Comparator<Flag> ORDER =
        Comparator.comparing(Flag::rule).thenComparing(Flag::client);
  }

  /**
   * The first finding.
   *
   * @param infoHash null: across swarms
   * @param decidedAtMs effective time, milliseconds since 1970
   */
  record First(@Nullable InfoHash infoHash, long decidedAtMs, String summary) {}

  private final Map<Flag, First> firsts = new HashMap<>();
  private final Map<String, Long> findings = new TreeMap<>();

  /** A finding, in the order of the detection. One that clears a client is none. */
  void add(Anomaly anomaly) {
    if (anomaly.getWeight() < 0) {
      return;
    }
    var flag = new Flag(anomaly.getRule(), anomaly.getClientId());
    if (firsts.size() == MOST && !firsts.containsKey(flag)) {
      throw new Fault(
          "rules find something about clients more than %,d times, which are not held in memory"
                  .formatted(MOST)
              + ": ask about stricter thresholds");
    }
    firsts.putIfAbsent(
        flag, new First(anomaly.getInfoHash(), anomaly.getDecidedAtMs(), anomaly.getSummary()));
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
    return firsts.keySet().stream()
        .filter(flag -> flag.rule.equals(rule))
        .map(Flag::client)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** What is here and not there, in the order of rules. */
  List<Flag> without(Flagged other) {
    return firsts.keySet().stream()
        .filter(flag -> !other.firsts.containsKey(flag))
        .sorted(Flag.ORDER)
        .toList();
  }

  First first(Flag flag) {
    var first = firsts.get(flag);
    if (first == null) {
      throw new IllegalArgumentException("%s found nothing".formatted(flag));
    }
    return first;
  }
}
