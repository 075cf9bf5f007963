package equilibrium.bench.announce;

import equilibrium.bench.load.Cores;
import equilibrium.bench.load.Meter;
import equilibrium.bench.load.Target;
import equilibrium.bench.load.Transport;
import equilibrium.bench.process.Host;
import equilibrium.bench.process.Host.Command;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.SetUp.Folders;
import equilibrium.bench.process.SetUp.Layout;
import equilibrium.platform.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An ingress of this build, with a broker and a PostgreSQL in processes of their own. */
record OwnIngress(SetUp setUp, Target target) implements Tracker {
  /** Because all clients have few addresses, and announce again at once. */
  private static final Map<String, String> NO_LIMITS =
      Map.of(
          "limits.requests-per-address", "0",
          "limits.connects-per-address", "0",
          "limits.new-swarms-per-address", "0",
          "limits.connections-per-address", "20000",
          "limits.early-announces", "7",
          "ingress.min-interval", "1s",
          "ingress.climbing-interval", "1s");

  /** An ingress that is not started yet, and will have no peers. */
  static OwnIngress in(Path folder, Host host) {
    int httpsPort = SetUp.freePort();
    var settings = new HashMap<>(NO_LIMITS);
    try {
      var certificate = Certificate.make(folder.resolve("certificate"));
      settings.put("https.certificate", certificate.chain().toString());
      settings.put("https.key", certificate.key().toString());
      settings.put("https.port", Integer.toString(httpsPort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var folders = new Folders(folder.resolve("data"), folder);
    var setUp = SetUp.of(Layout.INGRESS, folders, settings, new PinningHost(host));
    var address = setUp.ingresses().getFirst();
    return new OwnIngress(setUp, new Target(address, Target.ANNOUNCE, httpsPort, true));
  }

  /** Starts it, and waits until it serves. */
  void start() {
    setUp.start();
    setUp.awaitIngresses();
  }

  /** Starts ingress on the processor of the trackers, and other programs where this thread runs. */
  private record PinningHost(Host host) implements Host {
    @Override
    public Process start(Command command, Path log) throws IOException {
      if (!command.arguments().getFirst().equals("ingress")) {
        return host.start(command, log);
      }
      try {
        return Cores.first(() -> startUnchecked(command, log));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private Process startUnchecked(Command command, Path log) {
      try {
        return host.start(command, log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public PostgresSettings postgres(Path data, int port) {
      return host.postgres(data, port);
    }
  }

  @Override
  public String name() {
    return "ingress";
  }

  @Override
  public boolean speaks(Transport transport) {
    return true;
  }

  @Override
  public Meter meter() {
    return new Meter(setUp.server("ingress").pid(), setUp.server("broker").pid());
  }

  @Override
  public void close() {
    setUp.close();
  }
}
