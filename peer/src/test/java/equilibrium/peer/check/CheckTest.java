package equilibrium.peer.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import equilibrium.peer.PeerFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a tracker fails its clients has a sentence. */
class CheckTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PASSWORD = "changeit";

  /** Of a client whose patience ends. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final LinkedHashSet<Integer> ports = new LinkedHashSet<>();
  private HttpServer server;
  private String manner = "good";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "good, ",
    "empty, two clients of one torrent do not find each other",
    "stays, a client that has stopped is still listed",
    "unrecorded, 'the tracker answers, but says that the announce is not recorded'",
    "uncounted, 'a scrape counts 0 leechers, expected 2'",
    "refuses, 'the tracker refuses: go away'",
    "hurries, 'the interval is 0 s, expected 1 or more'",
    "slow, request timed out",
    "stalls, request timed out",
    "nonsense, the reply is not bencoded: at byte 0 a dictionary was expected",
  })
  void aFaultIsASentence(String manner, String fault) {
    this.manner = manner;

    boolean ends = "request timed out".equals(fault);
    var found = Check.of(url(), ends ? IMPATIENCE : PATIENCE);

    assertThat(found.fault()).isEqualTo(fault);
    assertThat(found.url()).isEqualTo(url());
  }

  @Test
  void aReplyOfMoreThanAMebibyteIsNotRead() {
    manner = "endless";

    assertThat(Check.of(url(), PATIENCE).fault()).contains("1048576");
  }

  @Test
  void aUrlWithoutAGoodPortIsRefused() {
    for (var url : List.of("udp://127.0.0.1", "udp://127.0.0.1:70000", "http://127.0.0.1:70000")) {
      assertThatThrownBy(() -> Check.of(url, PATIENCE))
          .isInstanceOf(PeerFault.class)
          .hasMessageContaining(url)
          .hasMessageContaining("expected 1 to 65535");
    }
  }

  @Test
  void aTrackerThatIsNotThereHasAFaultToo() {
    server.stop(0);

    assertThat(Check.of(url(), IMPATIENCE).fault()).isNotBlank();
    assertThat(Check.of("udp://127.0.0.1:1", IMPATIENCE).fault()).isNotBlank();
  }

  @Test
  void aTrackerOfTheOtherFamilyIsNotReached() {
    var url = url().replace("127.0.0.1", "[::1]");

    assertThat(Check.of(url, IMPATIENCE).fault()).isEqualTo("no connection");
  }

  @Test
  void overHttpsTheCertificateMustBeTrusted() throws Exception {
    var store = folder.resolve("store");
    assertThat(keytool(store)).isZero();
    var context = context(store);
    var https = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    https.createContext("/", this::answer);
    https.start();
    var url = "https://127.0.0.1:%d/announce".formatted(https.getAddress().getPort());
    var before = SSLContext.getDefault();
    try {
      assertThat(Check.of(url, PATIENCE).fault())
          .contains("unable to find valid certification path");

      SSLContext.setDefault(context);
      assertThat(Check.of(url, PATIENCE).fault()).isNull();
      assertThat(Check.of(url.replace("127.0.0.1", "localhost"), PATIENCE).fault())
          .contains("localhost");
    } finally {
      SSLContext.setDefault(before);
      https.stop(0);
    }
  }

  private static int keytool(Path store) throws Exception {
    var words =
        "-genkeypair -alias tracker -keyalg EC -dname CN=tracker -ext san=ip:127.0.0.1 -storepass";
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(List.of(PASSWORD, "-keystore", store.toString()));
    return new ProcessBuilder(command).start().waitFor();
  }

  private static SSLContext context(Path store) throws Exception {
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    var trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust(keys));
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  /** The certificate of the key, as one to be trusted. */
  private static KeyStore trust(KeyStore keys) throws Exception {
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("tracker", keys.getCertificate("tracker"));
    return trust;
  }

  private String url() {
    return "http://127.0.0.1:%d/announce".formatted(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getRawQuery();
    if (manner.equals("slow")) {
      LockSupport.parkNanos(2 * IMPATIENCE.toNanos());
    }
    byte[] body =
        (exchange.getRequestURI().getPath().equals("/scrape") ? scraped(query) : announced(query))
            .getBytes(ISO_8859_1);
    exchange.sendResponseHeaders(200, body.length);
    int first = manner.equals("stalls") ? 1 : body.length;
    exchange.getResponseBody().write(body, 0, first);
    if (manner.equals("stalls")) {
      exchange.getResponseBody().flush();
      LockSupport.parkNanos(2 * IMPATIENCE.toNanos());
    }
    exchange.getResponseBody().write(body, first, body.length - first);
    exchange.close();
  }

  private String scraped(String query) {
    var hash = new StringBuilder();
    var escaped = query.substring("info_hash=".length()).split("%", -1);
    for (int i = 1; i < escaped.length; i++) {
      hash.append((char) Integer.parseInt(escaped[i], 16));
    }
    int leechers = manner.equals("uncounted") ? 0 : ports.size();
    return "d5:filesd20:%sd8:completei0e10:downloadedi0e10:incompletei%deeee"
        .formatted(hash, leechers);
  }

  private String announced(String query) {
    if (manner.equals("refuses")) {
      return "d14:failure reason7:go awaye";
    }
    if (manner.equals("nonsense")) {
      return "<html>";
    }
    if (manner.equals("endless")) {
      return "d".repeat(2 << 20);
    }
    int port = Integer.parseInt(query.replaceAll(".*&port=(\\d+)&.*", "$1"));
    if (!query.contains("event=stopped")) {
      ports.add(port);
    } else if (!manner.equals("stays")) {
      ports.remove(port);
    }
    var peers = new StringBuilder();
    ports.stream()
        .filter(other -> other != port && !manner.equals("empty"))
        .forEach(other ->
            peers.append("\177\0\0\1").append((char) (other >> 8)).append((char) (other & 255)));
    var warning = manner.equals("unrecorded") ? "15:warning message12:not recorded" : "";
    int interval = manner.equals("hurries") ? 0 : 60;
    return "d8:intervali%de5:peers%d:%s%se".formatted(interval, peers.length(), peers, warning);
  }
}
