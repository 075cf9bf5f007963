package equilibrium.standalone.differential;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's opentracker, run as a child process on loopback with a list of the torrents it serves.
 */
record Opentracker(Process process, int port) implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  static Opentracker serving(List<String> infoHashes, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    // It changes its root to the folder, and its user to nobody.
    for (var open = folder; open.startsWith(folder.getParent()); open = open.getParent()) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.write(folder.resolve("list"), infoHashes);
    int port = freePort();
    var text = Integer.toString(port);
    var process =
        new ProcessBuilder(
                List.of(
                    "opentracker",
                    "-i",
                    "127.0.0.1",
                    "-p",
                    text,
                    "-P",
                    text,
                    "-d",
                    folder.toString(),
                    "-w",
                    "/list"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var tracker = new Opentracker(process, port);
    tracker.await();
    return tracker;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void await() throws InterruptedException {
    for (int i = 0; i < PATIENCE_SECONDS * 50 && process.isAlive(); i++) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 100);
        return;
      } catch (IOException _) {
        Thread.sleep(20); // not yet
      }
    }
    throw new AssertionError("opentracker does not serve");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
