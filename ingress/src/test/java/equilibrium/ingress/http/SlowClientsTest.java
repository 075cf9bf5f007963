package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For how long a connection may say little or nothing, on the fast path and without it. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class SlowClientsTest {
  private final boolean fastPath;

  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  SlowClientsTest(boolean fastPath) {
    this.fastPath = fastPath;
  }

  /** With the defaults: whoever trickles is closed within 10 s of the first byte. */
  @Test
  @Timeout(20)
  void aTrickledRequestIsClosedAlthoughBytesCome() throws Exception {
    tracker = TrackerOnHttp.on(fastPath, Map.of());

    try (var socket = tracker.connect()) {
      assertThat(trickle(socket, "GET /announce?"))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }
    assertThat(tracker.closed("slow", 1)).isEqualTo(1);
  }

  @Test
  void aTrickledRequestBehindAGoodOneIsClosedToo() throws Exception {
    tracker = TrackerOnHttp.on(fastPath, Map.of("http.request-time", "400ms"));

    try (var socket = tracker.connect()) {
      RawHttp.write(socket, KEPT);
      RawHttp.readOne(socket);

      assertThat(trickle(socket, "GET /announce?")).isLessThan(Duration.ofSeconds(3));
    }
    assertThat(tracker.closed("slow", 1)).isEqualTo(1);
  }

  /** As a request pipelined behind another whose last byte does not come. */
  @Test
  void aRequestBegunTogetherWithAnotherIsClosedToo() throws Exception {
    tracker = TrackerOnHttp.on(fastPath, Map.of("http.request-time", "400ms"));

    try (var socket = tracker.connect()) {
      RawHttp.write(socket, KEPT + "GET /ann");
      RawHttp.readOne(socket);

      assertThat(trickle(socket, "ounce?")).isLessThan(Duration.ofSeconds(3));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", "G"})
  void aTrickledHandshakeIsClosed(String bytes) throws Exception {
    var files = PemFiles.forTests("c1");
    tracker =
        TrackerOnHttp.on(
            fastPath,
            Map.of(
                "https.port",
                "0",
                "https.certificate",
                files.certificate().toString(),
                "https.key",
                files.key().toString(),
                "http.request-time",
                "400ms"));

    try (var socket = new Socket(TrackerClient.IPV4, tracker.http.httpsPort())) {
      assertThat(trickle(socket, bytes)).isLessThan(Duration.ofSeconds(3));
    }
    tracker.awaitConnected(0);
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    tracker = TrackerOnHttp.on(fastPath, Map.of("http.idle-time", "1s"));

    try (var silent = tracker.connect();
        var kept = tracker.connect()) {
      RawHttp.write(kept, KEPT);
      RawHttp.readOne(kept);

      assertThat(RawHttp.readAll(silent)).isEmpty();
      assertThat(RawHttp.readAll(kept)).isEmpty();
    }
    assertThat(tracker.closed("idle", 2)).isEqualTo(2);
  }

  @Test
  void aTrustedProxyMayKeepItsConnectionsLonger() throws IOException {
    tracker =
        TrackerOnHttp.on(
            fastPath, Map.of("http.idle-time", "200ms", "http.trusted-proxies", "127.0.0.1"));

    try (var silent = tracker.connect()) {
      silent.setSoTimeout(1_000);

      assertThat(isClosed(silent)).isFalse();
    }
  }

  /** Returns how long the tracker bore with a byte every 20 ms, endlessly, from the first on. */
  private static Duration trickle(Socket socket, String bytes) throws InterruptedException {
    long startNs = System.nanoTime();
    try {
      socket.setSoTimeout(20);
      for (int i = 0; i < 1_000; i++) {
        RawHttp.write(socket, i < bytes.length() ? bytes.substring(i, i + 1) : "a");
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
}
