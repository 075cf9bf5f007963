package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Settings;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.scoring.ClientSums;
import equilibrium.scoring.RuleChange;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What contributions and episodes say again, against the credits of the fold that wrote them. */
class ClientSumsTest {
  private static final long HOUR_MS = 3_600_000;

  /** Of 50 histories. */
  private static final int ANNOUNCES = 1_200;

  @Test
  void contributionsAndEpisodesGiveTheSumsOfTheFold() {
    var partition = folded(ScoringRules.V3);

    var sums = again(partition, ScoringRules.V3, ScoringRules.V3);

    assertThat(sums).hasSizeGreaterThan(100).isEqualTo(credited(partition));
  }

  /** A fold by the other rules from the beginning is the measure. */
  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "half-lives.recent, 14d",
    "half-lives.time, 9d",
    "half-lives.bytes, 45d",
    "swarms.held, 100MiB",
    "worth.rare-seeders, 0",
    "worth.least-need, 1.9",
    "worth.most-need, 0.5",
    "worth.least-quality, 0.5",
  })
  void otherWorthOfTheSameStepsIsToldFromThem(String key, String value) {
    var other = asked(Map.of(key, value));
    var change = RuleChange.between(ScoringRules.V3, other);
    var partition = folded(ScoringRules.V3);

    var sums = again(partition, ScoringRules.V3, other);

    assertThat(change.credits()).containsExactly(key.substring(0, key.indexOf('.')));
    assertThat(change.steps()).isEmpty();
    assertThat(sums)
        .isEqualTo(credited(folded(other), other))
        .isNotEqualTo(again(partition, ScoringRules.V3, ScoringRules.V3));
  }

  @Test
  void othersThanTheClientsAskedForArePassedOver() {
    var partition = folded(ScoringRules.V3);
    var all = credited(partition);
    var one = all.keySet().iterator().next();
    var another = all.keySet().stream().filter(client -> !client.equals(one)).findFirst();

    var sums = new ClientSums(ScoringRules.V3, ScoringRules.V3, Set.of(one));
    partition.contributions.forEach(sums::add);
    partition.episodes.forEach(sums::add);

    assertThat(sums.of(one)).isEqualTo(all.get(one));
    assertThat(sums.of(another.orElseThrow())).isEmpty();
  }

  private static ScoringRules asked(Map<String, String> values) {
    return RulesFile.asked(new Settings(null, Map.of(), values));
  }

  private static Partition folded(ScoringRules rules) {
    var partition = new Partition(rules);
    long tickMs = Announces.START_MS;
    for (var one : new Histories().batch(0, new Random(3)).subList(0, ANNOUNCES)) {
      for (; tickMs <= one.atMs(); tickMs += HOUR_MS / 2) {
        partition.tick(tickMs);
      }
      partition.append(one.announced(), one.atMs());
    }
    partition.tick(tickMs + 48 * HOUR_MS);
    return partition;
  }

  private static Map<ClientId, List<DecayedSum>> credited(Partition partition) {
    return credited(partition, ScoringRules.V3);
  }

  private static Map<ClientId, List<DecayedSum>> credited(Partition partition, ScoringRules rules) {
    var fold = new ClientFold(rules);
    var clients = new HashMap<ClientId, Client>();
    for (var by : partition.credits) {
      var before = clients.getOrDefault(by.clientId(), Client.UNKNOWN);
      clients.put(by.clientId(), fold.plus(before, by.credit()));
    }
    var sums = new HashMap<ClientId, List<DecayedSum>>();
    clients.forEach((id, client) -> sums.put(id, client.sums()));
    return sums;
  }

  private static Map<ClientId, List<DecayedSum>> again(
      Partition partition, ScoringRules written, ScoringRules rules) {
    var clients = credited(partition).keySet();
    var sums = new ClientSums(written, rules, clients);
    partition.contributions.forEach(sums::add);
    partition.episodes.forEach(sums::add);
    var all = new HashMap<ClientId, List<DecayedSum>>();
    clients.forEach(client -> all.put(client, sums.of(client)));
    return all;
  }
}
