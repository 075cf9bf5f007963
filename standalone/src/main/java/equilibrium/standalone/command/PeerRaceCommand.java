package equilibrium.standalone.command;

import equilibrium.bench.race.SwarmKind;
import equilibrium.bench.race.real.PeerRaceBench;
import equilibrium.bench.race.real.PeerRaceOptions;
import equilibrium.ingress.SimulatedSwarm;
import equilibrium.peer.PeerFault;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench peer-race}. */
@Command(
    name = "peer-race",
    description = {
      "Races real peers on this machine, under each policy at the same time, and prints how long"
          + " the clients of each tier take, beside simulated swarms of the same size.",
      "Minutes are those of the simulation, in which time runs slower and rates are higher. In"
          + " brackets: the least and the most of a race. penalty: how much longer the mean is than"
          + " under the policy random."
    })
final class PeerRaceCommand implements Callable<Integer> {
  private final Equilibrium equilibrium;

  @Option(
      names = "--kind",
      defaultValue = "BUSY",
      description = "${COMPLETION-CANDIDATES}, as of bench race; default: ${DEFAULT-VALUE}.")
  private SwarmKind kind = SwarmKind.BUSY;

  @Option(
      names = "--peers",
      defaultValue = "40",
      description = "Peers of a swarm, 20 to 40; default: ${DEFAULT-VALUE}.")
  private int peers;

  @Option(
      names = "--policies",
      split = ",",
      defaultValue = "tier-backoff,list-size,random",
      description = "As selection.policy; default: ${DEFAULT-VALUE}.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--races",
      defaultValue = "10",
      description = "One after the other; default: ${DEFAULT-VALUE}.")
  private int races;

  @Option(
      names = "--pace",
      defaultValue = "20",
      description =
          "How many times as fast as in the simulation time runs, 1 to 30; default:"
              + " ${DEFAULT-VALUE}.")
  private int pace;

  @Option(names = "--seed", defaultValue = "1", description = "Another seed, other races.")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "OUT",
      description = "Writes a line of JSON for each download too.")
  private @Nullable Path json;

  @Option(names = "--svg", paramLabel = "OUT", description = "Writes a picture too.")
  private @Nullable Path svg;

  PeerRaceCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() throws IOException {
    for (var policy : policies) {
      if (!SimulatedSwarm.policies().contains(policy)) {
        throw new Fault(
            "--policies has %s, expected some of %s".formatted(policy, SimulatedSwarm.policies()));
      }
    }
    var host = new ProcessHost(equilibrium.overrides());
    try {
      new PeerRaceBench(options(), host, System.out).run(json, svg);
      return 0;
    } catch (PeerFault e) {
      throw new Fault(e.getMessage(), e);
    }
  }

  private PeerRaceOptions options() {
    try {
      return new PeerRaceOptions(
          kind, peers, policies.stream().distinct().toList(), races, pace, seed);
    } catch (IllegalArgumentException e) {
      throw new Fault("--" + e.getMessage(), e);
    }
  }
}
