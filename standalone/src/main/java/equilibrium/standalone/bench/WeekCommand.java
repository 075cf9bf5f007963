package equilibrium.standalone.bench;

import equilibrium.bench.week.WeekBench;
import equilibrium.bench.week.WeekOptions;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench week}. */
@Command(
    name = "week",
    description = {
      "Lets made-up clients announce to a running tracker on this machine, for days of its time.",
      "How fast they download depends on the peers that its replies name. Needs Linux: each client"
          + " has an address of its own in 127.30.0.0/16.",
      "Ends with 1 if an announce was refused, not recorded or lost."
    })
public final class WeekCommand implements Callable<Integer> {
  private static final int HTTP_PORT = 80;

  @Option(
      names = "--target",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:6969/announce",
      description = "Announce URL without a key; default: ${DEFAULT-VALUE}.")
  private URI target = URI.create("http://127.0.0.1:6969/announce");

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      required = true,
      description = "What keys issue --count N printed; a key for each client.")
  private Path keys = Path.of("keys");

  @Option(
      names = "--scale",
      defaultValue = "600",
      description = "The tracker's clock.scale, 1 to 1200; default: ${DEFAULT-VALUE}.")
  private int scale;

  @Option(
      names = "--clients",
      defaultValue = "300",
      description = "20 to 5000; default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--torrents",
      defaultValue = "40",
      description = "5 to 1000; default: ${DEFAULT-VALUE}.")
  private int torrents;

  @Option(
      names = "--days",
      defaultValue = "7",
      description = "Of the tracker's time, 1 to 60; default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(names = "--seed", defaultValue = "1", description = "Another seed, another week.")
  private long seed;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Writes what was planted and what the tracker took, as JSON.")
  private @Nullable Path truth;

  @Override
  public Integer call() throws IOException {
    return new WeekBench(options(), System.out).run(keys, truth) ? 0 : 1;
  }

  private WeekOptions options() {
    if (!"http".equals(target.getScheme()) || target.getHost() == null) {
      throw new Fault("--target is %s, expected http://127.0.0.1:PORT/announce".formatted(target));
    }
    var tracker =
        new InetSocketAddress(
            target.getHost(), target.getPort() < 0 ? HTTP_PORT : target.getPort());
    if (tracker.isUnresolved()) {
      throw new Fault("--target %s: the host is not known".formatted(target));
    }
    try {
      return new WeekOptions(tracker, clients, torrents, days, new TimeScale(scale), seed);
    } catch (IllegalArgumentException e) {
      throw new Fault("--" + e.getMessage(), e);
    }
  }
}
