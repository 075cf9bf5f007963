package equilibrium.standalone.command;

import equilibrium.bench.world.Kind;
import equilibrium.bench.world.World;
import equilibrium.bench.world.WorldOptions;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench world}. */
@Command(
    name = "world",
    description = "Generates an announce history of honest, broken and cheating clients.")
final class WorldCommand implements Callable<Integer> {
  private static final int MOST_CLIENTS = 100_000;
  private static final int MOST_DAYS = 365;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for trace.jsonl, labels.jsonl and truth.jsonl.")
  private Path out = Path.of("world");

  @Option(names = "--seed", defaultValue = "1", description = "Another seed, another world.")
  private long seed;

  @Option(names = "--preset", description = "standard, or credit: 62 clients, one of them fakes.")
  private String preset = "standard";

  @Option(names = "--clients", description = "Clients with an announce key.")
  private int clients = 1_500;

  @Option(names = "--torrents", description = "Torrents.")
  private int torrents = 250;

  @Option(names = "--days", description = "Days of history.")
  private int days = 30;

  @Option(names = "--cheaters", description = "Share of clients that cheat.")
  private double cheaters = 0.03;

  @Option(
      names = "--kinds",
      split = ",",
      description = "Kinds of cheaters: ${COMPLETION-CANDIDATES}; default: the first of each kind.")
  private @Nullable List<Kind> kinds;

  @Option(names = "--broken", description = "Share of clients that are broken.")
  private double broken = 0.005;

  @Option(names = "--doublers", description = "Share of clients that report all twice.")
  private double doublers = 0.005;

  @Option(names = "--unseen", description = "Share of peers that no announce shows.")
  private double unseen;

  @Option(names = "--web-seeds", description = "Share of torrents with a web seed.")
  private double webSeeds = 0.05;

  @Option(names = "--lost-stops", description = "Share of stopped that do not arrive.")
  private double lostStops = 0.15;

  @Option(names = "--lost-announces", description = "Share of other announces that do not arrive.")
  private double lostAnnounces = 0.02;

  @Option(names = "--gzip", description = "Compresses the trace.")
  private boolean gzip;

  @Override
  public Integer call() throws IOException {
    var written = World.write(options(), out, gzip);
    System.out.printf(
        "%,d announces in %s, labels in %s, truth in %s%n",
        written.announces(), written.trace(), written.labels(), written.truth());
    return 0;
  }

  private WorldOptions options() {
    if (preset.equals("credit")) {
      return WorldOptions.credit(seed);
    }
    if (!preset.equals("standard")) {
      throw new Fault("--preset is %s, expected standard or credit".formatted(preset));
    }
    demand("--clients", clients, 2, MOST_CLIENTS);
    demand("--torrents", torrents, 1, MOST_CLIENTS);
    demand("--days", days, 1, MOST_DAYS);
    demand("--cheaters", cheaters, 0, 1);
    demand("--broken", broken, 0, 1 - cheaters);
    demand("--doublers", doublers, 0, 1 - cheaters - broken);
    demand("--unseen", unseen, 0, 0.9);
    demand("--web-seeds", webSeeds, 0, 1);
    demand("--lost-stops", lostStops, 0, 1);
    demand("--lost-announces", lostAnnounces, 0, 1);
    return WorldOptions.standard(seed)
        .withSize(clients, torrents, days)
        .withCheaters(cheaters, kinds == null ? WorldOptions.SIX_KINDS : kinds)
        .withPeers(broken, doublers, unseen)
        .withLosses(webSeeds, lostStops, lostAnnounces);
  }

  private static void demand(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new Fault("%s is %s, expected %s to %s".formatted(option, value, least, most));
    }
  }
}
