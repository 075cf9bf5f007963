package equilibrium.analyst.whatif;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.Range;
import equilibrium.platform.Fault;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.Scores;
import equilibrium.scoring.rules.ScoringRules;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Compares the standings in force with those that other weights and cuts would give. It needs the
 * sums in {@code client-standings} only, so it reads no announce.
 */
public final class WhatIf {
  /**
   * Both sides.
   *
   * @param inForce those that made the standings
   */
  public record Rules(ScoringRules inForce, ScoringRules other) {
    public Rules {
      if (!Scores.haveSameHalfLives(inForce, other)) {
        throw new Fault(
            "rules %d have other half-lives than rules %d in force, expected the same: the sums do not"
                    .formatted(other.version(), inForce.version())
                + " show what they would be under others");
      }
    }

    /** Empty: as many clients stay below each cut as now. */
    List<Double> otherQuantiles() {
      var others = Scores.quantiles(other);
      return others.equals(Scores.quantiles(inForce)) ? List.of() : others;
    }
  }

  private final Log log;
  private final Rules rules;
  private final PrintStream out;

  public WhatIf(Log log, Rules rules, PrintStream out) {
    this.log = log;
    this.rules = rules;
    this.out = out;
  }

  /**
   * Prints the comparison.
   *
   * @param shown most clients to name that rise, and that fall
   */
  public void run(int shown) {
    var standings = active(standings());
    if (standings.isEmpty()) {
      throw new Fault("client-standings has no standing: nobody can be compared");
    }
    var comparison = new Comparison(standings, cuts(), rules.otherQuantiles());
    out.printf(
        Locale.ROOT,
        "rules %d against %d in force, from the sums in client-standings%n",
        rules.other().version(),
        rules.inForce().version());
    out.printf(Locale.ROOT, "clients that announced in the last week: %,d%n", standings.size());
    out.printf(
        Locale.ROOT,
        "cuts     %s -> %s%n",
        text(comparison.cutsBefore()),
        text(comparison.cutsAfter()));
    out.printf(
        Locale.ROOT,
        "clients whose tier changes: %,d (%.1f %%); Kendall's tau of the scores: %.3f%n",
        comparison.moved(),
        100.0 * comparison.moved() / standings.size(),
        comparison.kendall());
    printMatrix(comparison);
    comparison.byIdentity().forEach(out::println);
    printClients("rise", comparison, comparison.risers(shown));
    printClients("fall", comparison, comparison.fallers(shown));
  }

  /** The newest standing of each client. */
  private List<Standing> standings() {
    Map<ClientId, Standing> newest = new HashMap<>();
    var values = Topics.CLIENT_STANDINGS.value().deserializer();
    read(
        Topics.CLIENT_STANDINGS,
        record -> {
          byte[] key = record.key();
          if (key == null) {
            return;
          }
          var standing = values.deserialize(Topics.CLIENT_STANDINGS.name(), record.value());
          if (standing == null) {
            newest.remove(new ClientId(key));
          } else {
            newest.put(standing.getClientId(), Standing.of(standing, rules.other()));
          }
        });
    return List.copyOf(newest.values());
  }

  /** Without those that scoring no longer counts when the newest standing was written. */
  private List<Standing> active(List<Standing> all) {
    long newestMs = all.stream().mapToLong(Standing::evaluatedAtMs).max().orElse(0);
    return all.stream()
        .filter(standing -> standing.evaluatedAtMs() > newestMs - Scores.idleMs(rules.inForce()))
        .toList();
  }

  /** The cuts in force, in points; empty: there are none yet. */
  private List<Double> cuts() {
    var newest = new ArrayList<TierCuts>();
    var values = Topics.TIER_CUTS.value().deserializer();
    read(
        Topics.TIER_CUTS,
        record -> {
          var cuts = values.deserialize(Topics.TIER_CUTS.name(), record.value());
          if (cuts != null) {
            newest.clear();
            newest.add(cuts);
          }
        });
    return newest.stream().flatMap(cuts -> points(cuts).stream()).toList();
  }

  private static List<Double> points(TierCuts cuts) {
    return cuts.getMilliCuts().isEmpty()
        ? cuts.getCuts().stream().map(Integer::doubleValue).toList()
        : cuts.getMilliCuts().stream().map(milli -> milli / 1_000.0).toList();
  }

  private void read(Topic<?, ?> topic, Consumer<LogRecord> consumer) {
    for (var range : log.ranges(topic, Range.ALL)) {
      try (var reader = log.read(range)) {
        for (var record = reader.peek(); record != null; record = reader.peek()) {
          reader.skip();
          accept(topic, record, consumer);
        }
      }
    }
  }

  private static void accept(Topic<?, ?> topic, LogRecord record, Consumer<LogRecord> consumer) {
    try {
      consumer.accept(record);
    } catch (SerializationException e) {
      throw new Fault(
          "%s has an unreadable record at offset %d of partition %d: %s"
              .formatted(topic.name(), record.offset(), record.partition(), e.getMessage()),
          e);
    }
  }

  private void printMatrix(Comparison comparison) {
    out.printf(Locale.ROOT, "tier before \\ after %10d %10d %10d %10d%n", 0, 1, 2, 3);
    var matrix = comparison.matrix();
    for (int tier = 0; tier < matrix.size(); tier++) {
      var row = matrix.get(tier);
      out.printf(
          Locale.ROOT,
          "%19d %,10d %,10d %,10d %,10d%n",
          tier,
          row.get(0),
          row.get(1),
          row.get(2),
          row.get(3));
    }
  }

  private void printClients(String verb, Comparison comparison, List<Standing> clients) {
    if (clients.isEmpty()) {
      out.printf("no score %ss%n", verb);
      return;
    }
    out.printf(Locale.ROOT, "scores that %s most:%n", verb);
    for (var one : clients) {
      out.printf(
          Locale.ROOT,
          "%s  %4d -> %4d  tier %d -> %d  %s -> %s%n",
          Ids.hex(one.clientId().bytes()),
          one.before(),
          one.after(),
          comparison.tierBefore(one),
          comparison.tierAfter(one),
          text(one.partsBefore()),
          text(one.partsAfter()));
    }
  }

  private static String text(ScoreParts parts) {
    return "size %d, average %d, time %d, ratio %d"
        .formatted(
            parts.getRecentSeedingSize(),
            parts.getAverageSeedingSize(),
            parts.getSeedingTime(),
            parts.getRatio());
  }

  private static String text(List<Double> cuts) {
    return String.join(
        " ", cuts.stream().map(cut -> String.format(Locale.ROOT, "%.1f", cut)).toList());
  }
}
