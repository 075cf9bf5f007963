package equilibrium.standalone.command;

import equilibrium.bench.race.Picture;
import equilibrium.bench.race.RaceBench;
import equilibrium.bench.race.RaceOptions;
import equilibrium.bench.race.SwarmKind;
import equilibrium.bench.race.Tricks;
import equilibrium.ingress.SimulatedSwarm;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench race}. */
@Command(
    name = "race",
    description = {
      "Simulates private swarms, in which the code of the ingress selects the peers, and prints how"
          + " many minutes the clients of each tier need for 3 GiB.",
      "ratio: how many times as long tier 0 needs as tier 3; from and to: its range over the"
          + " rounds. penalty: how much longer the mean is than under the policy random. starved:"
          + " leechers that need more than three times the median; slowest: the slowest one, in"
          + " medians.",
      "keys: with how many keys every second leecher of tier 0 announces, n: new ones each time;"
          + " tricks: their median. The other figures of tier 0 are those of the others."
    })
final class RaceCommand implements Callable<Integer> {
  private static final double TRICKSTERS = 0.5;
  private static final int MOST_ROUNDS = 1_000;
  private static final int MOST_MINUTES = 1_440;

  @Option(
      names = "--kinds",
      split = ",",
      defaultValue = "RICH,POOR",
      description =
          "Swarms with many seeders, with few, or (EVEN) with many that are equally fast.")
  private List<SwarmKind> kinds = new ArrayList<>();

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "50,200,1000",
      description = "Peers of a swarm; default: ${DEFAULT-VALUE}.")
  private List<Integer> sizes = new ArrayList<>();

  @Option(
      names = "--policies",
      split = ",",
      defaultValue = "tier-backoff,list-size,random",
      description = "As selection.policy; default: ${DEFAULT-VALUE}.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--pex",
      split = ",",
      defaultValue = "0,0.1,0.5",
      description = "Shares of peers that exchange peers too; default: ${DEFAULT-VALUE}.")
  private List<Double> pex = new ArrayList<>();

  @Option(
      names = "--keys",
      split = ",",
      defaultValue = "1",
      description =
          "Announce keys with which every second leecher of tier 0 announces, 1 to 20 at once;"
              + " default: ${DEFAULT-VALUE}.")
  private List<Integer> keys = new ArrayList<>();

  @Option(
      names = "--discard",
      description = "Every second leecher of tier 0 takes new keys for each announce.")
  private boolean discards;

  @Option(
      names = "--tier-step",
      defaultValue = "15",
      description = "Minutes of a session that open the next tier; default: ${DEFAULT-VALUE}.")
  private int tierStep;

  @Option(
      names = "--choking",
      defaultValue = "" + RaceOptions.CHOKING_S,
      description = "Seconds between two choices of whom a peer serves; default: ${DEFAULT-VALUE}.")
  private int choking;

  @Option(names = "--rounds", defaultValue = "5", description = "Swarms of each kind.")
  private int rounds;

  @Option(names = "--seed", defaultValue = "1", description = "Another seed, other swarms.")
  private long seed;

  @Option(
      names = "--svg",
      paramLabel = "OUT",
      description =
          "Writes a picture too, of the swarms without PEX and tricks: up to 5 kinds and sizes.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws IOException {
    demand("--rounds", rounds, 1, MOST_ROUNDS);
    demand("--choking", choking, 2, RaceOptions.MOST_CHOKING_S);
    demand("--tier-step", tierStep, 1, MOST_MINUTES);
    sizes.forEach(size -> demand("--sizes", size, RaceOptions.LEAST_PEERS, RaceOptions.MOST_PEERS));
    pex.forEach(share -> demand("--pex", share, 0, 1));
    keys.forEach(number -> demand("--keys", number, 1, Tricks.MOST_KEYS));
    if (picture != null && (long) kinds.size() * sizes.size() > Picture.MOST_KINDS) {
      throw new Fault(
          "--svg draws %d kinds and sizes at most, expected fewer of --kinds and --sizes"
              .formatted(Picture.MOST_KINDS));
    }
    for (var policy : policies) {
      if (!SimulatedSwarm.policies().contains(policy)) {
        throw new Fault(
            "--policies has %s, expected some of %s".formatted(policy, SimulatedSwarm.policies()));
      }
    }
    new RaceBench(System.out)
        .run(
            new RaceBench.Plan(
                kinds,
                sizes,
                pex,
                keys.stream().map(this::tricks).toList(),
                policies,
                rounds,
                Duration.ofMinutes(tierStep),
                choking),
            seed,
            picture);
    return 0;
  }

  private Tricks tricks(int number) {
    return number == 1 && !discards ? Tricks.NONE : new Tricks(TRICKSTERS, number, discards);
  }

  private static void demand(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new Fault(
          "%s is %s, expected %s to %s"
              .formatted(option, value, least, most)
              .replaceAll("\\.0\\b", ""));
    }
  }
}
