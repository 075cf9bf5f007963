package equilibrium.bench.announce;

import equilibrium.bench.load.Meter;
import equilibrium.bench.load.Population;
import equilibrium.bench.load.Target;
import equilibrium.bench.load.Transport;
import equilibrium.bench.process.SetUp;
import equilibrium.bench.process.Waiting;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Debian's opentracker, which serves the torrents of a list only. */
record Opentracker(Process process, Target target) implements Tracker {
  /** Its name in the table. */
  static final String NAME = "opentracker";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LIST = "list";

  /**
   * Starts it with an empty memory.
   *
   * @param folder of its own, for the list of torrents
   */
  static Opentracker serving(Population population, Path folder) {
    var port = Integer.toString(SetUp.freePort());
    try {
      Files.createDirectories(folder);
      // As root it changes its root to the folder, and its user to nobody.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.write(folder.resolve(LIST), population.infoHashes());
      var command =
          List.of(
              NAME, "-i", "127.0.0.1", "-p", port, "-P", port, "-d", folder.toString(), "-w", LIST);
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
      var tracker = new Opentracker(process, new Target(address, Target.ANNOUNCE, 0, true));
      if (!Waiting.within(PATIENCE, () -> SetUp.accepts(address) || !process.isAlive())
          || !process.isAlive()) {
        tracker.close();
        throw new Fault(
            "opentracker does not serve: " + Files.readString(folder.resolve("log")).strip());
      }
      return tracker;
    } catch (IOException e) {
      throw new Fault("opentracker cannot be started; is it installed? " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** It closes every connection after one reply. */
  @Override
  public boolean speaks(Transport transport) {
    return transport != Transport.HTTPS && transport != Transport.KEEP_ALIVE;
  }

  @Override
  public Meter meter() {
    return new Meter(process.pid(), 0);
  }

  @Override
  public void close() {
    process.destroy();
    if (!Waiting.within(PATIENCE, () -> !process.isAlive())) {
      process.destroyForcibly();
    }
  }
}
