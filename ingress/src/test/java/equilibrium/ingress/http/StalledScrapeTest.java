package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.log.RemoteSessions;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.testing.Await;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that asks for the list of all torrents and stops reading it. */
class StalledScrapeTest {
  private static final String SCRAPE = RawHttp.request("GET", "/scrape", "1.0");
  private static final int ENTRY_BYTES = 87;

  /** A list of 10 MB: systems keep a few MB for a client that does not read. */
  private static final int SWARMS = 120_000;

  private static final PemFiles CERTIFICATE = PemFiles.forTests("c1");

  /** With so many swarms, and a list that may take so long. */
  private TrackerOnHttp open(String longest) {
    var tracker =
        new TrackerOnHttp(
            Map.of(
                "scrape.full",
                "true",
                "scrape.full-interval",
                "1s",
                "scrape.full-time",
                longest,
                "https.port",
                "0",
                "https.certificate",
                CERTIFICATE.certificate().toString(),
                "https.key",
                CERTIFICATE.key().toString()));
    var sessions = new RemoteSessions(tracker.state);
    for (int i = 0; i < SWARMS; i++) {
      sessions.enter(
          new RemoteSessions.Session(
              new InfoHash(ByteBuffer.allocate(20).putInt(i).array()),
              new PeerId(new byte[20]),
              new RemoteSessions.Owner(new ClientId(new byte[16]), false),
              new RemoteSessions.Endpoint(new Address(new byte[16]), 1),
              new RemoteSessions.State(AnnounceEvent.NONE, 0L),
              new RemoteSessions.Order(System.currentTimeMillis(), 0, new EventId(1L, 1L, 1L))));
    }
    return tracker;
  }

  private static Socket connect(TrackerOnHttp tracker, boolean secure) throws Exception {
    var tls = TrackerOnHttps.trusting().getSocketFactory(); // first: it may take seconds
    var socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    int port = secure ? tracker.http.httpsPort() : tracker.http.port();
    socket.connect(new InetSocketAddress(TrackerClient.IPV4, port));
    socket.setSoTimeout(20_000);
    return secure ? tls.createSocket(socket, "127.0.0.1", port, true) : socket;
  }

  @ParameterizedTest(name = "secure: {0}")
  @ValueSource(booleans = {false, true})
  void isWaitedForThenCutOff(boolean secure) throws Exception {
    try (var tracker = open("12s");
        var stalled = connect(tracker, secure)) {
      long startNs = System.nanoTime();
      RawHttp.write(stalled, SCRAPE);
      assertThat(stalled.getInputStream().readNBytes(1024)).hasSize(1024);

      awaitThatItWaits();
      assertThat(tracker.get(TrackerOnHttp.SEEDER)).as("others").contains("8:complete");
      assertThat(tracker.send(SCRAPE)).contains("all torrents are listed once in 1 s");

      tracker.awaitConnected(0);
      assertThat(Duration.ofNanos(System.nanoTime() - startNs))
          .isGreaterThan(Duration.ofMillis(11_500));
      Await.until("its thread has ended", StalledScrapeTest::writing, String::isEmpty);
      assertThat(rest(stalled)).isLessThan(SWARMS * ENTRY_BYTES / 2);

      try (var next = connect(tracker, secure)) {
        RawHttp.write(next, SCRAPE);
        assertThat(new String(next.getInputStream().readNBytes(1024), StandardCharsets.ISO_8859_1))
            .as("the next one's turn")
            .contains("d5:filesd20:");
      }
    }
  }

  @Test
  void mayGoOnReadingInTime() throws Exception {
    try (var tracker = open("1m");
        var slow = connect(tracker, false)) {
      RawHttp.write(slow, SCRAPE);
      awaitThatItWaits();

      assertThat(RawHttp.readAll(slow).length()).isGreaterThan(SWARMS * ENTRY_BYTES);
    }
  }

  private static void awaitThatItWaits() {
    Await.until(
        "no more of the list is made",
        StalledScrapeTest::writing,
        stack -> stack.contains("awaitWritable"));
  }

  /** Where the thread that writes lists stands now; nothing if there is none. */
  private static String writing() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("full-scrape"))
        .map(thread -> Arrays.toString(thread.getValue()))
        .collect(Collectors.joining());
  }

  /** Bytes that still come before the end, or before a reset. */
  private static long rest(Socket socket) throws IOException {
    long bytes = 0;
    try (var in = socket.getInputStream()) {
      for (int read = 0; read >= 0; read = in.read(new byte[8192])) {
        bytes += read;
      }
    } catch (SocketException | SSLException _) {
      // cut off
    }
    return bytes;
  }
}
