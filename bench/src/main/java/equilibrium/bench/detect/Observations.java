package equilibrium.bench.detect;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.Suspicion;
import equilibrium.streams.offline.Driver.Raw;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what detection wrote: the first finding of each rule about each client, when each client
 * first reached each level, and who was warned.
 */
final class Observations implements Pipeline.Observer {
  static final int LEVELS = 4;

  /** The level that takes a client out of the peer lists. */
  static final int QUARANTINED = 3;

  private static final long NEVER = Long.MAX_VALUE;

  /** Least weights of the levels 1 to 4, thousandths of a nat (docs/policy.md 3.6). */
  private static final int[] WEIGHTS = {2_300, 4_600, 6_900, 9_200};

  private static final int TORRENTS = 3;
  private static final int FAMILIES = 2;
  private static final String ATTRIBUTION = "A2";

  /** The findings of one rule. */
  static final class OfRule {
    long findings;
    final Map<ClientId, Long> firstMs = new HashMap<>();
  }

  private final Clients clients;
  private final Swarms swarms;
  private final HandOuts handOuts;
  private final Credits credits;
  private final boolean countShadow;
  private final Deserializer<Anomaly> anomalies = Topics.ANOMALIES.value().deserializer();
  private final Deserializer<Suspicion> suspicions = Topics.SUSPICIONS.value().deserializer();
  private final Deserializer<Intervention> interventions =
      Topics.INTERVENTIONS.value().deserializer();
  private final Map<String, OfRule> rules = new TreeMap<>();
  private final Map<ClientId, Map<String, Integer>> findings = new HashMap<>();
  private final Map<ClientId, long[]> levels = new HashMap<>();
  private final Map<ClientId, Map<String, Integer>> reasons = new HashMap<>();
  private final Map<InfoHash, Map<ClientId, Long>> warnedUntil = new HashMap<>();
  private final Map<ClientId, Set<ClientId>> warnedOf = new HashMap<>();
  private final Map<String, Long> interventionsByKind = new TreeMap<>();
  private double largestShare;

  /**
   * Before the first record.
   *
   * @param countShadow whether rules in shadow mode count for levels like the others
   */
  Observations(
      Clients clients, Swarms swarms, HandOuts handOuts, Credits credits, boolean countShadow) {
    this.clients = clients;
    this.swarms = swarms;
    this.handOuts = handOuts;
    this.credits = credits;
    this.countShadow = countShadow;
  }

  @Override
  public void written(Topic<?, ?> topic, Raw record) {
    if (topic.equals(Topics.ANOMALIES) && record.value() != null) {
      found(anomalies.deserialize(topic.name(), record.value()));
    } else if (topic.equals(Topics.SUSPICIONS) && record.value() != null) {
      suspected(suspicions.deserialize(topic.name(), record.value()));
    } else if (topic.equals(Topics.INTERVENTIONS) && record.value() != null) {
      intervened(interventions.deserialize(topic.name(), record.value()));
    } else {
      credits.written(topic, record);
    }
  }

  private void found(Anomaly anomaly) {
    if (anomaly.getWeight() < 0) {
      return; // it clears
    }
    var rule = rules.computeIfAbsent(anomaly.getRule(), _ -> new OfRule());
    rule.findings++;
    rule.firstMs.merge(anomaly.getClientId(), anomaly.getDecidedAtMs(), Math::min);
    findings
        .computeIfAbsent(anomaly.getClientId(), _ -> new TreeMap<>())
        .merge(anomaly.getRule(), 1, Integer::sum);
  }

  private void suspected(Suspicion suspicion) {
    var client = suspicion.getClientId();
    int level = suspicion.getLevel();
    if (countShadow) {
      level = Math.max(level, level(suspicion));
    }
    var since =
        levels.computeIfAbsent(
            client,
            _ -> {
              long[] none = new long[LEVELS];
              Arrays.fill(none, NEVER);
              return none;
            });
    for (int i = 0; i < level; i++) {
      since[i] = Math.min(since[i], suspicion.getAtMs());
    }
    if (level >= QUARANTINED) {
      reasons.computeIfAbsent(client, _ -> new TreeMap<>(findings.getOrDefault(client, Map.of())));
    }
    handOuts.level(client, level, suspicion.getEnforced() || countShadow);
  }

  /** The level if rules in shadow mode counted; 4 needs an operator, so it is 3 at most. */
  private int level(Suspicion suspicion) {
    int level = 0;
    while (level < QUARANTINED && suspicion.getShadowWeight() >= WEIGHTS[level]) {
      level++;
    }
    var attributed = rules.get(ATTRIBUTION);
    boolean guarded =
        suspicion.getTorrents() >= TORRENTS
            && (suspicion.getFamilies().size() >= FAMILIES
                || (attributed != null && attributed.firstMs.containsKey(suspicion.getClientId())));
    return level == QUARANTINED && !guarded ? level - 1 : level;
  }

  private void intervened(Intervention intervention) {
    interventionsByKind.merge(intervention.getKind().name(), 1L, Long::sum);
    boolean warns =
        intervention.getKind() == InterventionKind.WARN
            || intervention.getKind() == InterventionKind.FAIL_ONCE;
    if (!warns || intervention.getRecipient().equals(intervention.getSubject())) {
      return;
    }
    warnedOf
        .computeIfAbsent(intervention.getSubject(), _ -> new HashSet<>())
        .add(intervention.getRecipient());
    var warned = warnedUntil.computeIfAbsent(intervention.getInfoHash(), _ -> new HashMap<>());
    warned.values().removeIf(untilMs -> untilMs <= intervention.getFromMs());
    warned.put(intervention.getRecipient(), intervention.getUntilMs());
    double share =
        swarms.share(intervention.getInfoHash(), warned.keySet(), intervention.getFromMs());
    largestShare = Math.max(largestShare, share);
  }

  Map<String, OfRule> rules() {
    return rules;
  }

  /** When a client first reached a level from 1 to 4; null: never. */
  @Nullable Long reachedMs(ClientId client, int level) {
    long[] since = levels.get(client);
    return since == null || since[level - 1] == NEVER ? null : since[level - 1];
  }

  /** Findings by rule about a client until it was first quarantined; empty: it never was. */
  Map<String, Integer> reasons(ClientId client) {
    return reasons.getOrDefault(client, Map.of());
  }

  /** All clients that were ever suspected or found by a rule. */
  Set<ClientId> suspects() {
    return levels.keySet();
  }

  Map<String, Long> interventions() {
    return interventionsByKind;
  }

  /** The largest part of a swarm's clients of a day that was warned at one time. */
  double largestShare() {
    return largestShare;
  }

  /** Recipients that were given a cheater of level 3 while it was watched. */
  long exposed() {
    return pairs(client -> handOuts.given(client).size());
  }

  /** How many of them were warned of it. */
  long exposedAndWarned() {
    return pairs(client -> {
      var warned = warnedOf.getOrDefault(client, Set.of());
      return handOuts.given(client).stream().filter(warned::contains).count();
    });
  }

  /** Warnings about clients that are not cheaters. */
  long wrongWarnings() {
    return warnedOf.entrySet().stream()
        .filter(subject -> !clients.cheats(subject.getKey()) && !clients.isBroken(subject.getKey()))
        .mapToLong(subject -> subject.getValue().size())
        .sum();
  }

  private long pairs(ToLongFunction<ClientId> count) {
    return levels.keySet().stream()
        .filter(client -> clients.cheats(client) && reachedMs(client, QUARANTINED) != null)
        .mapToLong(count)
        .sum();
  }
}
