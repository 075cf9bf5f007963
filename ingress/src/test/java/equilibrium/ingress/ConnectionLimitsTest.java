package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionLimitsTest {
  private static final String KEPT =
      TrackerOnHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", "Host: t");

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  private void open(Map<String, String> set) {
    tracker = new TrackerOnHttp(data, set);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  /** Returns how long the tracker bore with a byte every 20 ms, endlessly, from the first on. */
  private static Duration trickle(Socket socket, String bytes) throws InterruptedException {
    long startNs = System.nanoTime();
    try {
      socket.setSoTimeout(20);
      for (int i = 0; i < 1_000; i++) {
        TrackerOnHttp.write(socket, i < bytes.length() ? bytes.substring(i, i + 1) : "a");
        if (isClosed(socket)) {
          break;
        }
      }
    } catch (IOException _) {
      // reset: closed just the same
    }
    return Duration.ofNanos(System.nanoTime() - startNs);
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException _) {
      return false;
    }
  }

  /** With the defaults: whoever trickles is closed within 10 s of the first byte. */
  @Test
  @Timeout(20)
  void aTrickledRequestIsClosedAlthoughBytesCome() throws Exception {
    open(Map.of());

    try (var socket = tracker.connect()) {
      assertThat(trickle(socket, "GET /announce?"))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }
    assertThat(tracker.closed("slow", 1)).isEqualTo(1);
  }

  @Test
  void aTrickledRequestBehindAGoodOneIsClosedToo() throws Exception {
    open(Map.of("http.request-time", "400ms"));

    try (var socket = tracker.connect()) {
      TrackerOnHttp.write(socket, KEPT);
      TrackerOnHttp.readOne(socket);

      assertThat(trickle(socket, "GET /announce?")).isLessThan(Duration.ofSeconds(3));
    }
    assertThat(tracker.closed("slow", 1)).isEqualTo(1);
  }

  /** As a request pipelined behind another whose last byte does not come. */
  @Test
  void aRequestBegunTogetherWithAnotherIsClosedToo() throws Exception {
    open(Map.of("http.request-time", "400ms"));

    try (var socket = tracker.connect()) {
      TrackerOnHttp.write(socket, KEPT + "GET /ann");
      TrackerOnHttp.readOne(socket);

      assertThat(trickle(socket, "ounce?")).isLessThan(Duration.ofSeconds(3));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", "G"})
  void aTrickledHandshakeIsClosed(String bytes) throws Exception {
    var files = PemFiles.in(data, "c").make("c", "EC");
    open(
        Map.of(
            "https.port",
            "0",
            "https.certificate",
            files.certificate().toString(),
            "https.key",
            files.key().toString(),
            "http.request-time",
            "400ms"));

    try (var socket = new Socket(TrackerOnHttp.LOOPBACK, tracker.http.httpsPort())) {
      assertThat(trickle(socket, bytes)).isLessThan(Duration.ofSeconds(3));
    }
    TrackerOnHttp.awaitThat(() -> tracker.connected() == 0);
    assertThat(tracker.connected()).isZero();
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    open(Map.of("http.idle-time", "300ms"));

    try (var silent = tracker.connect();
        var kept = tracker.connect()) {
      TrackerOnHttp.write(kept, KEPT);
      TrackerOnHttp.readOne(kept);

      assertThat(TrackerOnHttp.readAll(silent)).isEmpty();
      assertThat(TrackerOnHttp.readAll(kept)).isEmpty();
    }
    assertThat(tracker.closed("idle", 2)).isEqualTo(2);
  }

  @Test
  void aTrustedProxyMayKeepItsConnectionsLonger() throws IOException {
    open(Map.of("http.idle-time", "200ms", "http.trusted-proxies", "127.0.0.1"));

    try (var silent = tracker.connect()) {
      silent.setSoTimeout(1_000);

      assertThat(isClosed(silent)).isFalse();
    }
  }

  @Test
  void oneAddressHasSoManyConnections() throws IOException {
    open(Map.of("limits.connections-per-address", "3"));
    try (var kept = keep(3)) {
      assertThat(isRefused()).isTrue();
      kept.drop();
      TrackerOnHttp.awaitThat(() -> tracker.connected() == 2);

      assertThat(isRefused()).isFalse();
    }
    assertThat(tracker.closed("per-address", 1)).isEqualTo(1);
    assertThat(tracker.closed("client", 1)).isGreaterThanOrEqualTo(1);
  }

  @Test
  void trustedProxiesHaveAsManyAsTheyNeed() throws IOException {
    open(Map.of("limits.connections-per-address", "3", "http.trusted-proxies", "127.0.0.1"));

    try (var _ = keep(5)) {
      assertThat(isRefused()).isFalse();
    }
  }

  @Test
  void allTogetherHaveSoManyConnections() throws IOException {
    open(Map.of("limits.connections", "10"));

    try (var _ = keep(10)) {
      assertThat(isRefused()).isTrue();
    }
    assertThat(tracker.closed("full", 1)).isEqualTo(1);
  }

  @Test
  void whenNearlyAllAreTakenRepliesEndTheirConnections() throws IOException {
    open(Map.of("limits.connections", "10"));

    try (var _ = keep(8);
        var ninth = tracker.connect()) {
      TrackerOnHttp.write(ninth, KEPT);

      assertThat(TrackerOnHttp.readAll(ninth)).contains("Connection: close").contains("5:peers0:");
    }
    assertThat(tracker.closed("answered", 1)).isEqualTo(1);
  }

  @Test
  void nobodyIsCountedTwiceOrForEver() throws IOException {
    open(Map.of("limits.connections-per-address", "2"));

    for (int i = 0; i < 200; i++) {
      TrackerOnHttp.awaitThat(() -> tracker.connected() == 0);
      assertThat(tracker.get(TrackerOnHttp.SEEDER)).contains("200 OK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Content-Length: 1", "Transfer-Encoding: chunked"})
  void aRequestWithABodyIsRefusedAtOnce(String header) throws IOException {
    open(Map.of());

    try (var socket = tracker.connect()) {
      TrackerOnHttp.write(
          socket, TrackerOnHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", "Host: t", header));

      assertThat(TrackerOnHttp.readAll(socket)).startsWith("HTTP/1.1 413").contains("no body");
    }
    assertThat(tracker.log).isEmpty();
  }

  @Test
  void whatIsTooLargeIsRefused() throws IOException {
    open(Map.of());
    var headers = new HashMap<String, String>();
    headers.put("a long line", "X-A: " + "a".repeat(9_000));
    headers.put("many headers", "X-A: a\r\n".repeat(33) + "X-B: b");

    for (var header : headers.entrySet()) {
      assertThat(tracker.get(TrackerOnHttp.SEEDER, header.getValue()))
          .as(header.getKey())
          .startsWith("HTTP/1.1 400");
    }
    assertThat(tracker.get(TrackerOnHttp.SEEDER + "&a=b".repeat(130))).startsWith("HTTP/1.1 400");
    assertThat(tracker.get(TrackerOnHttp.SEEDER + "&a=b".repeat(120))).contains("200 OK");
    assertThat(tracker.log).hasSize(1);
  }

  /** So many connections, each of which has had an answer. */
  private Kept keep(int connections) throws IOException {
    var kept = new Kept(new ArrayList<>());
    for (int i = 0; i < connections; i++) {
      var socket = tracker.connect();
      kept.sockets().add(socket);
      if (i < connections * 4 / 5) {
        TrackerOnHttp.write(socket, KEPT);
        TrackerOnHttp.readOne(socket);
      }
    }
    TrackerOnHttp.awaitThat(() -> tracker.connected() == connections);
    return kept;
  }

  private boolean isRefused() throws IOException {
    try (var socket = tracker.connect()) {
      TrackerOnHttp.write(socket, KEPT);
      return TrackerOnHttp.readOne(socket).isEmpty();
    } catch (IOException _) { // closed or reset
      return true;
    }
  }

  /** Open connections. */
  private record Kept(List<Socket> sockets) implements AutoCloseable {
    void drop() throws IOException {
      sockets.getFirst().close();
    }

    @Override
    public void close() throws IOException {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }
}
