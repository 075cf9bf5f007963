package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.schemas.event.Announced;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The HTTP side on real sockets of the loopback; the log behind it is a list. */
final class TrackerOnHttp implements AutoCloseable {
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  static final String SEEDER = announce("s", 6881, 0);
  static final String LEECHER = announce("l", 6882, 9);

  /** A whole request that leaves its connection open. */
  static final String KEPT = request("GET", SEEDER, "1.1", "Host: t");

  final List<Announced> log;
  final SimpleMeterRegistry metrics;
  final TrackerState state;
  final HttpTracker http;

  TrackerOnHttp(Path data, Map<String, String> set) {
    var inside = new TrackerInside(data, set);
    log = inside.log;
    metrics = inside.metrics;
    state = inside.state();
    http = inside.openHttp();
  }

  static String announce(String peer, int port, int left) {
    return "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=%s&port=%d&left=%d"
        .formatted(peer.repeat(20), port, left);
  }

  Socket connect() throws IOException {
    var socket = new Socket(LOOPBACK, http.port());
    socket.setSoTimeout(8_000);
    return socket;
  }

  /** Sends it on a connection of its own, and reads until the tracker closes. */
  String send(String bytes) throws IOException {
    try (var socket = connect()) {
      write(socket, bytes);
      return readAll(socket);
    }
  }

  String get(String target, String... headers) throws IOException {
    return send(request("GET", target, "1.0", headers));
  }

  static String request(String method, String target, String version, String... headers) {
    var lines = new StringBuilder("%s %s HTTP/%s\r\n".formatted(method, target, version));
    for (String header : headers) {
      lines.append(header).append("\r\n");
    }
    return lines.append("\r\n").toString();
  }

  static void write(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Reads one response with a length from a connection that stays. */
  static String readOne(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed behind " + head);
      }
      head.append((char) next);
    }
    var length = head.toString().split("(?i)content-length: ", 2)[1].split("\r", 2)[0];
    byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(length));
    return head + new String(body, ISO_8859_1);
  }

  /** How many connections ended so, once they are as many or after 5 s. */
  double closed(String reason, int expected) {
    var counter = metrics.counter("equilibrium_connections_closed_total", "reason", reason);
    awaitThat(() -> counter.count() >= expected);
    return counter.count();
  }

  /** Returns when it is so, or after 5 s. */
  static void awaitThat(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  double connected() {
    return metrics.get("equilibrium_connections").gauge().value();
  }

  @Override
  public void close() {
    http.close();
  }
}
