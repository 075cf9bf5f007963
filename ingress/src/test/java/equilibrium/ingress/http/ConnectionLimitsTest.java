package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections may be open. */
class ConnectionLimitsTest {
  @TempDir private Path data;

  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  private void open(Map<String, String> set) {
    tracker = new TrackerOnHttp(data, set);
  }

  @Test
  void oneAddressHasALimitOfConnections() throws IOException {
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
  void trustedProxiesHaveNoLimitByAddress() throws IOException {
    open(Map.of("limits.connections-per-address", "3", "http.trusted-proxies", "127.0.0.1"));

    try (var _ = keep(5)) {
      assertThat(isRefused()).isFalse();
    }
  }

  @Test
  void allAddressesTogetherHaveALimitOfConnections() throws IOException {
    open(Map.of("limits.connections", "10"));

    try (var _ = keep(10)) {
      assertThat(isRefused()).isTrue();
    }
    assertThat(tracker.closed("full", 1)).isEqualTo(1);
  }

  @Test
  void repliesEndTheirConnectionsWhenNearlyAllAreTaken() throws IOException {
    open(Map.of("limits.connections", "10"));

    try (var _ = keep(8);
        var ninth = tracker.connect()) {
      TrackerOnHttp.write(ninth, KEPT);

      assertThat(TrackerOnHttp.readAll(ninth)).contains("Connection: close").contains("5:peers0:");
    }
    assertThat(tracker.closed("answered", 1)).isEqualTo(1);
  }

  @Test
  void aConnectionIsCountedOnceUntilItEnds() throws IOException {
    open(Map.of("limits.connections-per-address", "2"));

    for (int i = 0; i < 200; i++) {
      TrackerOnHttp.awaitThat(() -> tracker.connected() == 0);
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
