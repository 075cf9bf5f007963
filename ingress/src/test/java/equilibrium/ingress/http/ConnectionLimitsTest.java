package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections may be open, on the fast path and without it. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class ConnectionLimitsTest {
  private final boolean fastPath;

  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  ConnectionLimitsTest(boolean fastPath) {
    this.fastPath = fastPath;
  }

  @Test
  void oneAddressHasALimitOfConnections() throws IOException {
    tracker = TrackerOnHttp.on(fastPath, Map.of("limits.connections-per-address", "3"));
    try (var kept = keep(3)) {
      assertThat(isRefused()).isTrue();
      kept.drop();
      tracker.awaitConnected(2);

      assertThat(isRefused()).isFalse();
    }
    assertThat(tracker.closed("per-address", 1)).isEqualTo(1);
    assertThat(tracker.closed("client", 1)).isGreaterThanOrEqualTo(1);
  }

  @Test
  void trustedProxiesHaveNoLimitByAddress() throws IOException {
    tracker =
        TrackerOnHttp.on(
            fastPath,
            Map.of("limits.connections-per-address", "3", "http.trusted-proxies", "127.0.0.1"));

    try (var _ = keep(5)) {
      assertThat(isRefused()).isFalse();
    }
  }

  @Test
  void allAddressesTogetherHaveALimitOfConnections() throws IOException {
    tracker = TrackerOnHttp.on(fastPath, Map.of("limits.connections", "10"));

    try (var _ = keep(10)) {
      assertThat(isRefused()).isTrue();
    }
    assertThat(tracker.closed("full", 1)).isEqualTo(1);
  }

  @Test
  void aDeafNodeEndsEveryConnectionUnansweredUntilItHearsAgain() throws IOException {
    tracker = TrackerOnHttp.on(fastPath, Map.of());
    try (var kept = tracker.connect()) {
      RawHttp.write(kept, KEPT);
      assertThat(RawHttp.readOne(kept)).contains(" 200 ");

      tracker.deafen();
      RawHttp.write(kept, KEPT);
      assertThat(isEnded(kept)).isTrue();
      assertThat(isRefused()).isTrue();
      tracker.hear();

      assertThat(isRefused()).isFalse();
    }
    assertThat(tracker.closed("deaf", 1)).isBetween(1.0, 2.0);
  }

  private static boolean isEnded(Socket socket) {
    try {
      return RawHttp.readOne(socket).isEmpty();
    } catch (IOException _) { // reset
      return true;
    }
  }

  @Test
  void repliesEndTheirConnectionsWhenNearlyAllAreTaken() throws IOException {
    tracker = TrackerOnHttp.on(fastPath, Map.of("limits.connections", "10"));

    try (var _ = keep(8);
        var ninth = tracker.connect()) {
      RawHttp.write(ninth, KEPT);

      assertThat(RawHttp.readAll(ninth)).contains("Connection: close").contains("5:peers0:");
    }
    assertThat(tracker.closed("answered", 1)).isEqualTo(1);
  }

  @Test
  void aConnectionIsCountedOnceUntilItEnds() throws IOException {
    tracker = TrackerOnHttp.on(fastPath, Map.of("limits.connections-per-address", "2"));

    for (int i = 0; i < 200; i++) {
      tracker.awaitConnected(0);
      assertThat(tracker.get(TrackerOnHttp.SEEDER)).contains("200 OK");
    }
  }

  /** So many connections, each of which has had an answer. */
  private Kept keep(int connections) throws IOException {
    var kept = new Kept(new ArrayList<>());
    for (int i = 0; i < connections; i++) {
      var socket = tracker.connect();
      kept.sockets().add(socket);
      if (i < connections * 4 / 5) {
        RawHttp.write(socket, KEPT);
        RawHttp.readOne(socket);
      }
    }
    tracker.awaitConnected(connections);
    return kept;
  }

  private boolean isRefused() throws IOException {
    try (var socket = tracker.connect()) {
      RawHttp.write(socket, KEPT);
      return RawHttp.readOne(socket).isEmpty();
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
