package equilibrium.bench.detect;

import equilibrium.bench.detect.DetectBench.Replay;
import equilibrium.bench.trace.Label;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay found, against what is true. Every figure is in a tree that is printed or written.
 */
final class Report {
  private static final double DAY_MS = 86_400_000;

  /** Printed as -, and null in JSON. */
  private static final Double UNKNOWN = Double.NaN;

  private final Clients clients;
  private final Observations observations;
  private final Credits credits;
  private final Replay replay;

  Report(Clients clients, Observations observations, Credits credits, Replay replay) {
    this.clients = clients;
    this.observations = observations;
    this.credits = credits;
    this.replay = replay;
  }

  void print(PrintStream out) {
    ReportText.print(tree(), out);
  }

  void write(Path file) throws IOException {
    JsonTree.write(tree(), file);
  }

  /** All figures by name. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("replay", replayed());
    tree.put("rules", rules());
    tree.put("levels", levels());
    tree.put("quarantinedHonest", quarantinedHonest());
    tree.put("kinds", kinds());
    tree.put("warnings", warnings());
    tree.put("credit", credit());
    return tree;
  }

  private Map<String, Object> replayed() {
    return fields(
        "announces", replay.announces(),
        "days", rounded((replay.lastMs() - replay.firstMs()) / DAY_MS),
        "clients", clients.all().size(),
        "cpuSeconds", rounded(replay.cpuSeconds()),
        "announcesPerCpuSecond",
            Math.round(replay.announces() / Math.max(1e-9, replay.cpuSeconds())),
        "episodes", credits.episodes(),
        "imbalance05", rounded(credits.imbalance(0.05)),
        "imbalance50", rounded(credits.imbalance(0.5)),
        "imbalance95", rounded(credits.imbalance(0.95)));
  }

  private Map<String, Object> rules() {
    var rules = new LinkedHashMap<String, Object>();
    observations
        .rules()
        .forEach((rule, found) -> {
          var accused =
              found.firstMs.entrySet().stream()
                  .filter(client -> client.getValue() >= clients.fromMs(client.getKey()))
                  .map(Map.Entry::getKey)
                  .toList();
          var figures = accusation(accused);
          figures.put("findings", found.findings);
          figures.put("recall", recall(accused));
          rules.put(rule, figures);
        });
    return rules;
  }

  /** How right it is to accuse these. */
  private Map<String, Object> accusation(Collection<ClientId> accused) {
    long cheating = accused.stream().filter(clients::cheats).count();
    long broken = accused.stream().filter(clients::isBroken).count();
    long honest = accused.stream().filter(clients::isHonest).count();
    long fabricated = accused.stream().distinct().mapToLong(clients::fabricated).sum();
    var figures =
        fields(
            "accused",
            accused.size(),
            "cheating",
            cheating,
            "broken",
            broken,
            "honest",
            honest,
            "others",
            accused.size() - cheating - broken - honest,
            "precision",
            share(cheating + broken, accused.size()),
            "fabricatedFound",
            clients.hasTruths() ? share(fabricated, clients.fabricated()) : UNKNOWN);
    return figures;
  }

  private Map<String, Object> recall(Collection<ClientId> accused) {
    var recall = new LinkedHashMap<String, Object>();
    clients
        .kinds()
        .forEach((kind, all) -> {
          long found = accused.stream().filter(client -> clients.kind(client).equals(kind)).count();
          if (!kind.equals(Label.HONEST)) {
            recall.put(kind, share(found, all));
          }
        });
    return recall;
  }

  private Map<String, Object> levels() {
    var levels = new LinkedHashMap<String, Object>();
    for (int level = 1; level <= Observations.LEVELS; level++) {
      levels.put(Integer.toString(level), accusation(reached(level)));
    }
    return levels;
  }

  private List<ClientId> reached(int level) {
    return observations.suspects().stream()
        .filter(client -> observations.reachedMs(client, level) != null)
        .toList();
  }

  /** Each honest client that reached level 3, and what was found about it until then. */
  private Map<String, Object> quarantinedHonest() {
    var honest = new LinkedHashMap<String, Object>();
    reached(Observations.QUARANTINED).stream()
        .filter(clients::isHonest)
        .sorted()
        .forEach(client ->
            honest.put(Ids.hex(client.bytes()), fields("findings", observations.reasons(client))));
    return honest;
  }

  private Map<String, Object> kinds() {
    var kinds = new LinkedHashMap<String, Object>();
    clients.kinds().forEach((kind, all) -> kinds.put(kind, kind(kind, all)));
    return kinds;
  }

  private Map<String, Object> kind(String kind, int all) {
    var figures = fields("clients", all);
    var found =
        clients.of(kind).stream()
            .filter(client ->
                observations.rules().values().stream()
                    .anyMatch(rule -> rule.firstMs.containsKey(client)))
            .count();
    figures.put("found", found);
    for (int level = 1; level <= Observations.LEVELS; level++) {
      var days = days(kind, level);
      figures.put("level" + level, days.size());
      figures.put("daysToLevel" + level, days.isEmpty() ? UNKNOWN : days.get(days.size() / 2));
    }
    return figures;
  }

  /** Days from the beginning of a client's cheating to a level, sorted. */
  private List<Double> days(String kind, int level) {
    return clients.of(kind).stream()
        .filter(client -> observations.reachedMs(client, level) != null)
        .map(client -> days(client, observations.reachedMs(client, level)))
        .sorted()
        .toList();
  }

  private double days(ClientId client, @Nullable Long atMs) {
    long fromMs = Math.max(replay.firstMs(), clients.fromMs(client));
    return atMs == null ? 0 : rounded(Math.max(0, atMs - fromMs) / DAY_MS);
  }

  private Map<String, Object> warnings() {
    return fields(
        "interventions", observations.interventions(),
        "exposed", observations.exposed(),
        "exposedAndWarned", observations.exposedAndWarned(),
        "wronglyWarned", observations.wrongWarnings(),
        "largestShareOfASwarm", rounded(observations.largestShare()));
  }

  private Map<String, Object> credit() {
    var finishers = credits.honestFinishers();
    var ranks = new LinkedHashMap<String, Object>();
    for (var client : clients.all()) {
      if (clients.cheats(client)) {
        int score = credits.score(client);
        long below = finishers.stream().filter(other -> other < score).count();
        ranks.merge(
            clients.kind(client),
            share(below, finishers.size()),
            (one, other) -> rounded(Math.max((Double) one, (Double) other)));
      }
    }
    return fields(
        "honestCredited", rounded(credits.honest().share()),
        "honestCreditedAmongCheaters", rounded(credits.honestAmongCheaters().share()),
        "honestBytes", credits.honest().claimed(),
        "cheatersClaimed", credits.cheaters().claimed(),
        "cheatersCredited", credits.cheaters().credited(),
        "honestFinishers", finishers.size(),
        "finishersBelowBestOfKind", ranks);
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : rounded((double) part / all);
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  /** Names and values in turn. */
  private static Map<String, Object> fields(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return fields;
  }
}
