package equilibrium.standalone;

import static java.lang.ProcessBuilder.Redirect.DISCARD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** BitTorrent clients as people use them, run as child processes on loopback. */
enum Client {
  ARIA2("/usr/bin/aria2c", "aria2") {
    // Its own resolver does not read /etc/hosts.
    @Override
    String trackerUrl(String url) {
      return url;
    }

    @Override
    List<String> command(Torrent torrent, Place place) {
      return List.of(
          program(),
          "--no-conf",
          "--dir=" + place.folder(),
          "--listen-port=" + place.port(),
          "--interface=" + place.family().address(),
          "--enable-dht=true", // or it knows no UDP trackers; there is nobody it could ask
          "--dht-listen-port=" + place.second(),
          "--dht-file-path=" + place.folder().resolve("dht"),
          "--enable-dht6=false",
          "--bt-enable-lpd=false",
          "--enable-peer-exchange=false",
          "--disable-ipv6=" + (place.family() == Loopback.IPV4),
          "--ca-certificate=" + TestCertificate.FILE,
          "--check-integrity=true",
          "--file-allocation=none",
          "--seed-ratio=0.0",
          "--bt-tracker-interval=2",
          "--summary-interval=0",
          torrent.metainfo().toString());
    }
  },

  TRANSMISSION("/usr/bin/transmission-daemon", "transmission-daemon") {
    @Override
    List<String> command(Torrent torrent, Place place) throws IOException {
      var watched = Files.createDirectories(place.folder().resolve("watched"));
      Files.copy(torrent.metainfo(), watched.resolve("it.torrent"));
      return List.of(
          program(),
          "--foreground",
          "--config-dir=" + place.folder().resolve("transmission"),
          "--download-dir=" + place.folder(),
          "--watch-dir=" + watched,
          // It would connect to trackers from there too, whatever their family.
          "--bind-address-ipv%s=%s"
              .formatted(place.family() == Loopback.IPV4 ? "4" : "6", place.family().address()),
          "--peerport=" + place.port(),
          "--rpc-bind-address=127.0.0.1",
          "--port=" + place.second(),
          "--no-auth",
          "--no-dht",
          "--no-lpd",
          "--no-utp",
          "--no-portmap");
    }

    // By remote control, because a client that is ended forgets to take leave.
    @Override
    void leave(long process, int second) throws IOException, InterruptedException {
      run("/usr/bin/transmission-remote", "127.0.0.1:" + second, "--torrent=all", "--stop");
    }
  },

  LIBTORRENT("/usr/bin/python3", "python3-libtorrent") {
    @Override
    List<String> command(Torrent torrent, Place place) {
      var script = Path.of("src", "test", "resources", "libtorrent_client.py").toAbsolutePath();
      return List.of(
          program(),
          script.toString(),
          torrent.metainfo().toString(),
          place.folder().toString(),
          place.family().inUrl() + ":" + place.port());
    }
  };

  private final String program;
  private final String debianPackage;

  Client(String program, String debianPackage) {
    this.program = program;
    this.debianPackage = debianPackage;
  }

  String program() {
    return program;
  }

  /** The tracker's URL as the client needs it. */
  String trackerUrl(String url) {
    return Loopback.named(url);
  }

  /** How it is started. */
  abstract List<String> command(Torrent torrent, Place place) throws IOException;

  /**
   * Where it runs.
   *
   * @param port for other peers
   * @param second port for whatever else it needs one
   */
  record Place(Path folder, Loopback family, int port, int second) {}

  /** Makes it stop as Ctrl-C does, taking leave of the tracker. */
  void leave(long process, int second) throws IOException, InterruptedException {
    run("kill", "-INT", Long.toString(process));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(DISCARD).start();
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " ended with " + process.exitValue());
    }
  }

  /** A client at work; must be closed. */
  static final class Running implements AutoCloseable {
    private final Client client;
    private final Process process;
    private final int second;
    private final Path file;
    private final Path log;

    private Running(Client client, Process process, int second, Path file, Path log) {
      this.client = client;
      this.process = process;
      this.second = second;
      this.file = file;
      this.log = log;
    }

    /** Whether every byte of the torrent is there. */
    boolean has(Torrent torrent) throws IOException {
      if (!process.isAlive()) {
        throw new AssertionError(client + " has ended by itself: " + Files.readString(log));
      }
      return Files.exists(file) && Files.mismatch(file, torrent.content()) == -1;
    }

    /** Asks it to leave the swarm; it does so in its own time. */
    void leave() throws IOException, InterruptedException {
      client.leave(process.pid(), second);
    }

    /** What it wrote. */
    @Override
    public String toString() {
      try {
        return client + ": " + Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Starts it on a folder that holds the whole file. */
  Running seed(Torrent torrent, Path folder, Loopback family)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.copy(torrent.content(), folder.resolve(torrent.content().getFileName()));
    return start(torrent, new Place(folder, family, freePort(), freePort()));
  }

  /** Starts it on an empty folder. */
  Running download(Torrent torrent, Path folder, Loopback family)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    return start(torrent, new Place(folder, family, freePort(), freePort()));
  }

  private Running start(Torrent torrent, Place place) throws IOException, InterruptedException {
    demandInstalled();
    var log = place.folder().resolve("log");
    var builder =
        new ProcessBuilder(command(torrent, place))
            .directory(place.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("CURL_CA_BUNDLE", TestCertificate.FILE.toString());
    builder.environment().put("SSL_CERT_FILE", TestCertificate.FILE.toString());
    var file = place.folder().resolve(torrent.content().getFileName());
    return new Running(this, builder.start(), place.second(), file, log);
  }

  private void demandInstalled() throws IOException, InterruptedException {
    boolean there = Files.isExecutable(Path.of(program));
    if (there && this == LIBTORRENT) {
      there = new ProcessBuilder(program, "-c", "import libtorrent").start().waitFor() == 0;
    }
    if (!there) {
      throw new AssertionError(
          "this test needs %s: install Debian's package %s".formatted(this, debianPackage));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
