package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.run.Tracker;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code rehearse}: starts the whole tracker in an empty folder, answers some announces, stops, and
 * does the same once more with the data of the first run. Under {@code -XX:AOTCacheOutput} the JVM
 * writes a cache of every class that such starts load; with it, later starts take a third of the
 * time. It reads no settings and listens on free ports of 127.0.0.1.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description =
        "Starts and stops the whole tracker in an empty folder, so that the JVM can cache its classes.")
final class RehearseCommand implements Callable<Integer> {
  private static final int PEERS = 50;
  private static final int ROUNDS = 3;
  private static final int PATIENCE_MS = 120_000;
  private static final int PAUSE_MS = 20;
  private static final long UDP_PROTOCOL = 0x41727101980L; // BEP 15

  @Parameters(paramLabel = "DIR", description = "An empty folder; the caller deletes it.")
  private Path folder = Path.of("rehearsal");

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    var settings =
        Map.of(
            "data.folder", folder.toString(),
            "embedded.kafka-port", "0",
            "embedded.postgres-port", "0",
            "ops.port", "0",
            "console.port", "0",
            "ingress.host", "127.0.0.1",
            "ingress.port", "0");
    for (int run = 0; run < 2; run++) {
      var config =
          Configuration.read(
              Way.WHOLE, DatabaseRole.CONSOLE, new Sources(null, Map.of(), settings));
      try (var tracker = Tracker.start(config)) {
        play(tracker);
      }
    }
    return 0;
  }

  private static void play(Tracker tracker) throws IOException, SQLException, InterruptedException {
    for (int uploaded = 0; uploaded < ROUNDS; uploaded++) {
      for (int peer = 0; peer < PEERS; peer++) {
        announce(tracker.announceUrls().getFirst(), peer, uploaded);
      }
    }
    connect(URI.create(tracker.announceUrls().getLast()).getPort());
    read("http://127.0.0.1:%d/metrics".formatted(tracker.ops().getPort()));
    awaitRows(tracker);
  }

  private static void announce(String url, int peer, int uploaded) throws IOException {
    read(
        "%s?info_hash=%%aarehearsal-%09d&peer_id=-EQ0000-%012d&port=%d&uploaded=%d&downloaded=0&left=%d&compact=1"
            .formatted(url, peer % 10, peer, 2_000 + peer, uploaded << 20, peer % 2));
  }

  private static void read(String url) throws IOException {
    try (var reply = URI.create(url).toURL().openStream()) {
      reply.readAllBytes();
    }
  }

  private static void connect(int port) throws IOException {
    var request = ByteBuffer.allocate(16).putLong(UDP_PROTOCOL).putInt(0).putInt(1).array();
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.send(
          new DatagramPacket(request, request.length, InetAddress.getLoopbackAddress(), port));
      socket.receive(new DatagramPacket(new byte[16], 16));
    }
  }

  /** Announces pass through all programs before they reach this table. */
  private static void awaitRows(Tracker tracker) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    try (var db = tracker.platform().postgres().connect("rehearsal");
        var count = db.prepareStatement("SELECT count(*) FROM contributions")) {
      while (System.nanoTime() < deadline) {
        try (var row = count.executeQuery()) {
          row.next();
          if (row.getLong(1) > 0) {
            return;
          }
        }
        Thread.sleep(PAUSE_MS);
      }
    }
    throw new Fault("no contribution has reached PostgreSQL within %d ms".formatted(PATIENCE_MS));
  }
}
