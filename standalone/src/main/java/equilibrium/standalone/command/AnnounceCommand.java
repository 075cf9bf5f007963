package equilibrium.standalone.command;

import equilibrium.bench.announce.AnnounceBench;
import equilibrium.bench.announce.AnnounceBench.Options;
import equilibrium.bench.announce.AnnounceBench.Running;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench announce}. */
@Command(
    name = "announce",
    description =
        "Measures what an announce costs an ingress, over HTTP, HTTPS and UDP, and checks the"
            + " replies.")
final class AnnounceCommand implements Callable<Integer> {
  private static final int MOST_ROUNDS = 100;
  private static final double MOST_SECONDS = 55;
  private static final int PEERS_STEP = 256;
  private static final int MOST_PEERS = 1 << 25;
  private static final int MOST_SWARMS = 10_000_000;
  private static final int MOST_PATH = 200;
  private static final int QUICK_ROUNDS = 1;
  private static final double QUICK_SECONDS = 0.4;
  private static final int QUICK_PEERS = 1 << 15;

  private final Equilibrium equilibrium;

  @Option(
      names = "--rows",
      paramLabel = "ROW",
      split = ",",
      description =
          "What is measured, such as http:64, keep-alive:256, https:16, udp:512, udp-connect:512,"
              + " with a fixed rate http:1024@1000, without a load idle; default: thirteen rows.")
  private List<String> rows = List.of();

  @Option(names = "--rounds", description = "Rounds that count.", defaultValue = "5")
  private int rounds;

  @Option(
      names = "--seconds",
      description = "How long a row is measured in a round, after a fifth of it to warm up.",
      defaultValue = "2")
  private double seconds;

  @Option(
      names = "--most",
      paramLabel = "ANNOUNCES",
      description = "A row ends earlier when it has measured so many in a round.",
      defaultValue = "2000000")
  private long most;

  @Option(names = "--peers", description = "Peers that announce.", defaultValue = "131072")
  private int peers;

  @Option(names = "--swarms", description = "Swarms that they are in.", defaultValue = "10000")
  private int swarms;

  @Option(names = "--quick", description = "One round of 0.4 s a row, 32,768 peers.")
  private boolean quick;

  @Option(
      names = "--against",
      paramLabel = "opentracker",
      description = "Starts Debian's opentracker too, and measures both in turns.")
  private @Nullable String against;

  @Option(
      names = "--target",
      paramLabel = "URL",
      description =
          "An announce URL of a tracker that runs already, such as"
              + " http://127.0.0.1:6969/announce; UDP goes to the same port.")
  private @Nullable URI target;

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      description = "The HTTPS port of the target, for rows of https.")
  private int httpsPort;

  @Option(names = "--pid", description = "The process of the target, on this machine.")
  private long pid;

  @Option(
      names = "--remote",
      description = "Allows a target that is not on 127.0.0.0/8. Ask its operator first.")
  private boolean remote;

  @Option(names = "--json", paramLabel = "OUT", description = "Writes all rounds to a file too.")
  private @Nullable Path json;

  AnnounceCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() throws IOException {
    var options =
        new Options(
            rows,
            quick ? QUICK_ROUNDS : rounds,
            quick ? QUICK_SECONDS : seconds,
            most,
            quick ? QUICK_PEERS : peers,
            swarms,
            running(),
            isAgainstOpentracker());
    demand("--rounds", options.rounds(), 1, MOST_ROUNDS);
    demand("--seconds", options.seconds(), 0.1, MOST_SECONDS);
    demand("--most", (double) options.mostAnnounces(), 1, Integer.MAX_VALUE);
    demand("--swarms", options.swarms(), 1, MOST_SWARMS);
    demand("--peers", options.peers(), PEERS_STEP, MOST_PEERS);
    if (options.peers() % PEERS_STEP != 0) {
      throw new Fault(
          "--peers is %d, expected a multiple of %d".formatted(options.peers(), PEERS_STEP));
    }
    var host = new ProcessHost(equilibrium.overrides());
    return new AnnounceBench(options, host, System.out).run(json) ? 0 : 1;
  }

  private boolean isAgainstOpentracker() {
    if (against != null && !against.equals("opentracker")) {
      throw new Fault("--against is %s, expected opentracker".formatted(against));
    }
    return against != null;
  }

  private @Nullable Running running() throws IOException {
    if (target == null) {
      return null;
    }
    var path = target.getRawPath() == null ? "" : target.getRawPath();
    if (!"http".equals(target.getScheme())
        || target.getHost() == null
        || target.getPort() < 1
        || path.isEmpty()
        || path.length() > MOST_PATH) {
      throw new Fault("--target is %s, expected http://HOST:PORT/announce".formatted(target));
    }
    var address = InetAddress.getByName(target.getHost());
    if (!(address instanceof Inet4Address)) {
      throw new Fault("--target is at %s, expected an IPv4 address".formatted(address));
    }
    if (!address.isLoopbackAddress() && !remote) {
      throw new Fault(
          "--target is at %s, expected 127.0.0.0/8 without --remote"
              .formatted(address.getHostAddress()));
    }
    return new Running(new InetSocketAddress(address, target.getPort()), path, httpsPort, pid);
  }

  private static void demand(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new Fault(
          "%s is %s, expected %s to %s"
              .formatted(option, number(value), number(least), number(most)));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
