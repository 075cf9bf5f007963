package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.http.connection.ConnectionLimits;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Await;
import equilibrium.testing.client.RawHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections when the limit of open files has no room for more. */
class AcceptsTest {
  private static final int ROOM = 8;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @SuppressWarnings("NullAway.Init") // opened by the test
  private HttpServer server;

  private HttpServer open(boolean fastPath, int port) {
    var settings = new Settings(null, Map.of(), Map.of("http.idle-time", "5m"));
    var config = HttpConfig.from(settings).connections();
    HttpHandler well = exchange -> exchange.getResponseSender().send("well");
    return new HttpServer(
        new ListenAddress("127.0.0.1", port),
        config,
        new ConnectionLimits(config, ROOM, new Outage(), metrics),
        well,
        fastPath ? () -> (_, _) -> false : null);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionWithoutRoomWaitsUntilAnotherEnds(boolean fastPath) throws IOException {
    server = open(fastPath, 0);
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < ROOM; i++) {
        sockets.add(connect());
      }
      Await.until("all places are taken", () -> connected() >= ROOM);
      for (int i = 0; i < 2 * ROOM; i++) {
        sockets.add(connect());
      }
      var last = sockets.removeLast();
      RawHttp.write(last, RawHttp.request("GET", "/", "1.0"));
      last.setSoTimeout(300);
      assertThat(isSilent(last)).isTrue();
      assertThat(connected()).isEqualTo(ROOM);

      for (var socket : sockets) {
        socket.close();
      }

      last.setSoTimeout(5_000);
      assertThat(RawHttp.readAll(last)).endsWith("well");
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
    Await.until("no connection is left", () -> connected() == 0);
    assertThat(connected()).isZero();
    assertThat(metrics.counter("equilibrium_connections_closed_total", "reason", "full").count())
        .isZero();
  }

  /** The sockets of one port share it; no other tracker may join them. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true"})
  void aPortThatIsTakenCannotBeOpened(boolean first, boolean second) {
    server = open(first, 0);
    int port = server.port(Transport.HTTP);

    assertThatThrownBy(() -> open(second, port))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("port %d (ingress.port)", port);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port(Transport.HTTP));
  }

  private double connected() {
    return metrics.get("equilibrium_connections").gauge().value();
  }

  private static boolean isSilent(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return true;
    }
  }
}
