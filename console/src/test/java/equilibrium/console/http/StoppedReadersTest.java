package equilibrium.console.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.http.ConsoleServer.Content;
import equilibrium.console.http.ConsoleServer.Listen;
import equilibrium.console.live.Hub;
import equilibrium.console.token.Role;
import equilibrium.console.token.Tokens;
import equilibrium.testing.Await;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers whose sockets are open and who read nothing. */
class StoppedReadersTest {
  private static final int STOPPED = 64;

  private static final byte[] OK = "HTTP/1.0 200 OK".getBytes(ISO_8859_1);

  /** A large event of the overview. */
  private static final String FILL = "x".repeat(18_000);

  /** As many as the hub keeps, so that its own memory does not grow any more. */
  private static final int KEPT = 400;

  /** Waiting, the one that is being written, and the one for which there was no room. */
  private static final int NOT_RECEIVED = 16 + 1 + 1;

  /** Of which the system keeps 512 KiB for a reader. */
  private static final int MOST_SENT = (1 << 20) / FILL.length();

  private static final int MOST_EVENTS = 5_000;
  private static final long MORE_HEAP = 5 << 20;
  private static final Duration DELAY = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final Hub hub = new Hub(STOPPED + 1);
  private final List<Socket> stopped = new ArrayList<>();
  private ConsoleServer server;
  private String token;
  private int published;

  @BeforeEach
  void start() {
    var tokens = Tokens.in(folder.resolve("tokens"));
    token = tokens.issue("vera", Role.VIEWER);
    var live =
        Operation.get(
            "/live", "Events.", request -> Reply.ok(hub.subscribe(request.token().name(), null)));
    var loopback = InetAddress.getLoopbackAddress();
    server =
        ConsoleServer.start(
            new Listen(new InetSocketAddress(loopback, 0), loopback, loopback),
            new Content(
                new Gate(tokens, List.of("localhost"), 1_000), List.of(live), STOPPED + 1, null));
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
    server.close();
    for (var socket : stopped) {
      socket.close();
    }
  }

  @Test
  void sixteenEventsWaitForAReaderThatStopsThenItsSocketIsClosed() throws Exception {
    try (var reading = new Reading()) {
      stops(1);
      for (int i = 0; hub.viewers() > 1 && i < MOST_EVENTS; i++) {
        reading.next();
      }

      int received = received(stopped.getFirst());

      assertThat(received).isBetween(1, MOST_SENT);
      assertThat(published - received).isBetween(NOT_RECEIVED - 1, NOT_RECEIVED);
    }
  }

  @Test
  void manyReadersThatStopTakeNoHeapAndDelayNobody() throws Exception {
    try (var reading = new Reading()) {
      for (int i = 0; i < KEPT; i++) {
        reading.next();
      }
      long before = heap();
      stops(STOPPED);

      long longestNs = 0;
      long waiting = 0;
      for (int i = 0; hub.viewers() > 1 && i < MOST_EVENTS; i++) {
        long startNs = System.nanoTime();
        reading.next();
        longestNs = Math.max(longestNs, System.nanoTime() - startNs);
        if (waiting == 0 && hub.viewers() <= STOPPED) {
          waiting = heap(); // one is cut off, and as many events wait for the others as may
        }
      }

      assertThat(hub.viewers()).isEqualTo(1);
      assertThat(waiting - before).isLessThan(MORE_HEAP);
      assertThat(heap() - before).isLessThan(MORE_HEAP);
      assertThat(longestNs).isLessThan(DELAY.toNanos());
      stops(STOPPED); // there is room for as many again
    }
  }

  /** A viewer that reads each event as soon as it is published. */
  private final class Reading implements AutoCloseable {
    private final Socket socket = live(1 << 20);
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));

    Reading() throws IOException {
      Await.until("it looks", () -> hub.viewers() == 1);
    }

    /** Publishes an event, and reads it. */
    void next() throws IOException {
      published++;
      hub.publish("stats", new Filled(FILL, published));
      var end = "\"number\":%d}".formatted(published);
      for (var line = in.readLine(); !line.endsWith(end); ) {
        line = in.readLine();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** What an event carries. */
  private record Filled(String fill, int number) {}

  private void stops(int readers) throws IOException {
    int before = hub.viewers();
    for (int i = 0; i < readers; i++) {
      var socket = live(4 << 10);
      stopped.add(socket);
      assertThat(socket.getInputStream().readNBytes(OK.length)).isEqualTo(OK); // and no more
    }
    Await.until("all look", () -> hub.viewers() == before + readers);
  }

  /** HTTP/1.0, so that events come as they are, without chunks. */
  private Socket live(int receiveBuffer) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setSoTimeout(20_000);
    socket.connect(server.address());
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/live HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(token)
                .getBytes(ISO_8859_1));
    return socket;
  }

  /** Whole events, until the stream ends. */
  private static int received(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException _) {
      // closed by the server while it wrote
    }
    return all.toString(ISO_8859_1).split("}\n\n", -1).length - 1;
  }

  /** Used after collections, in bytes. */
  private static long heap() {
    var memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
