package equilibrium.bench.race;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Simulates swarms under several policies and prints how long each tier takes
 * (docs/explain/selection.md#simulated-swarms). Every swarm is run under the policy {@value
 * #NEUTRAL} too, which the mean is compared with.
 */
public final class RaceBench {
  private static final String NEUTRAL = "random";
  private static final String HEADINGS =
      "swarm peers  pex policy        tier 0 tier 1 tier 2 tier 3   mean    p95 ratio  from    to"
          + " penalty starved slowest keys tricks";

  private final PrintStream out;
  private final List<Picture.Row> drawn = new ArrayList<>();

  public RaceBench(PrintStream out) {
    this.out = out;
  }

  /**
   * What is simulated: each kind with each size, share of PEX, tricks and policy.
   *
   * @param rounds swarms of each, from different seeds
   */
  public record Plan(
      List<SwarmKind> kinds,
      List<Integer> sizes,
      List<Double> pex,
      List<Tricks> tricks,
      List<String> policies,
      int rounds,
      Duration tierStep,
      int chokingS) {}

  /**
   * Simulates all of it.
   *
   * @param picture file for a picture of the swarms without PEX and tricks, SVG; null: none
   */
  public void run(Plan plan, long seed, @Nullable Path picture) throws IOException {
    out.println(HEADINGS);
    for (var kind : plan.kinds()) {
      for (int size : plan.sizes()) {
        for (double pex : plan.pex()) {
          for (var tricks : plan.tricks()) {
            run(
                plan,
                new RaceOptions(
                    kind, size, NEUTRAL, plan.tierStep(), pex, tricks, plan.chokingS(), seed));
          }
        }
      }
    }
    if (picture != null) {
      Files.writeString(picture, new Picture(drawn).svg());
    }
  }

  private void run(Plan plan, RaceOptions first) {
    var neutral = rounds(first, plan.rounds());
    for (var policy : plan.policies()) {
      var results =
          policy.equals(NEUTRAL) ? neutral : rounds(first.withPolicy(policy), plan.rounds());
      var options = first.withPolicy(policy);
      row(options, results, mean(results) / mean(neutral) - 1);
      if (options.pex() == 0 && options.tricks().share() == 0) {
        drawn.add(new Picture.Row(policy, swarms(options), results));
      }
    }
  }

  private static String swarms(RaceOptions options) {
    return "%s, %,d peers".formatted(options.kind(), options.peers());
  }

  private static List<RaceResult> rounds(RaceOptions options, int rounds) {
    var results = new ArrayList<RaceResult>();
    for (int round = 0; round < rounds; round++) {
      results.add(Race.run(options.withSeed(options.seed() + round)));
    }
    return results;
  }

  private static double mean(List<RaceResult> results) {
    return results.stream().mapToDouble(RaceResult::mean).average().orElse(0);
  }

  private void row(RaceOptions options, List<RaceResult> results, double penalty) {
    var all = RaceResult.of(results);
    var ratios = results.stream().mapToDouble(RaceResult::ratio).summaryStatistics();
    out.printf(
        Locale.ROOT,
        "%-5s %5d %4.1f %-13s %6.1f %6.1f %6.1f %6.1f %6.1f %6.1f %5.2f %5.2f %5.2f %6.1f%%"
            + " %6.2f%% %7.1f %s%n",
        options.kind().name().toLowerCase(Locale.ROOT),
        options.peers(),
        options.pex(),
        options.policy(),
        all.median(0),
        all.median(1),
        all.median(2),
        all.median(3),
        all.mean(),
        all.quantile(0.95),
        all.ratio(),
        ratios.getMin(),
        ratios.getMax(),
        100 * penalty,
        100 * all.starved(),
        all.slowest(),
        tricks(options.tricks(), all));
    out.flush();
  }

  private static String tricks(Tricks tricks, RaceResult all) {
    return tricks.share() == 0
        ? "   -      -"
        : String.format(
            Locale.ROOT,
            "%3d%s %6.1f",
            tricks.keys(),
            tricks.discards() ? "n" : " ",
            all.tricksters());
  }
}
