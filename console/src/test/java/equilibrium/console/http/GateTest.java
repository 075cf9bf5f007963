package equilibrium.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.http.ConsoleServer.Content;
import equilibrium.console.http.ConsoleServer.Listen;
import equilibrium.console.live.Hub;
import equilibrium.console.token.Role;
import equilibrium.console.token.Tokens;
import equilibrium.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as bytes, so that no client adds what a test leaves out. */
class GateTest {
  @TempDir Path folder;
  private final Hub hub = new Hub(2);
  private Tokens tokens;
  private ConsoleServer server;
  private String viewer;
  private String operator;

  /** What came back. */
  private record Came(int status, String head, String body) {}

  @BeforeEach
  void start() {
    tokens = Tokens.in(folder.resolve("tokens"));
    viewer = tokens.issue("vera", Role.VIEWER);
    operator = tokens.issue("otto", Role.OPERATOR);
    Operation.Handler good = _ -> Reply.ok(Map.of("good", true));
    var operations =
        List.of(
            Operation.get("/things", "Reads.", good),
            Operation.get("/secrets", "Reads what operators may.", good).by(Role.OPERATOR),
            Operation.change("PUT", "/things/{thing}", "Changes.", good),
            Operation.get(
                "/broken",
                "Fails.",
                _ -> {
                  throw new IllegalStateException("on purpose");
                }),
            Operation.get(
                "/live",
                "Events.",
                request ->
                    Reply.ok(
                        hub.subscribe(
                            request.token().name(),
                            request.header("Last-Event-ID").orElse(null)))));
    var loopback = InetAddress.getLoopbackAddress();
    server =
        ConsoleServer.start(
            new Listen(new InetSocketAddress(loopback, 0), loopback, loopback),
            new Content(
                new Gate(tokens, List.of("localhost", "127.0.0.1", "[::1]"), 1_000),
                operations,
                8,
                null));
  }

  @AfterEach
  void stop() {
    hub.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "none,     GET,    /things,     401",
    "none,     GET,    /secrets,    401",
    "none,     PUT,    /things/1,   401",
    "none,     GET,    /nowhere,    401",
    "wrong,    GET,    /things,     401",
    "basic,    GET,    /things,     401",
    "viewer,   GET,    /things,     200",
    "viewer,   GET,    /secrets,    403",
    "viewer,   PUT,    /things/1,   403",
    "viewer,   GET,    /nowhere,    404",
    "viewer,   DELETE, /things,     405",
    "viewer,   GET,    /things/1/2, 404",
    "operator, GET,    /things,     200",
    "operator, GET,    /secrets,    200",
    "operator, PUT,    /things/1,   200",
    "operator, GET,    /broken,     500",
  })
  void aTokenReachesWhatItsRoleMay(String token, String method, String path, int status)
      throws Exception {
    var came = send(method, "/api/v1" + path, authorization(token));

    assertThat(came.status()).isEqualTo(status);
    if (status >= 400) {
      assertThat(came.head()).contains("Content-Type: application/problem+json");
      assertThat(came.body()).doesNotContain("on purpose", "Exception");
    }
  }

  private String authorization(String token) {
    return switch (token) {
      case "viewer" -> "Authorization: Bearer " + viewer;
      case "operator" -> "Authorization: Bearer " + operator;
      case "wrong" -> "Authorization: Bearer " + viewer.replace('0', '1') + "0";
      case "basic" -> "Authorization: Basic " + viewer;
      default -> "X-None: 1";
    };
  }

  @Test
  void allRequestsWithoutAKnownTokenAreRefusedAlike() throws Exception {
    var none = send("GET", "/api/v1/things", authorization("none"));
    var wrong = send("GET", "/api/v1/things", authorization("wrong"));
    var elsewhere = send("GET", "/api/v1/nowhere", authorization("basic"));

    assertThat(wrong.body()).isEqualTo(none.body());
    assertThat(elsewhere.body()).isEqualTo(none.body());
    assertThat(none.head()).contains("WWW-Authenticate: Bearer");
  }

  @Test
  void whoGuessesTokensIsSlowedDownAndAGoodTokenStillWorks() throws Exception {
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 12; i++) {
      statuses.add(send("GET", "/api/v1/things", authorization("wrong")).status());
    }

    assertThat(statuses.subList(0, 10)).containsOnly(401);
    assertThat(statuses.subList(10, 12)).containsOnly(429);
    assertThat(send("GET", "/api/v1/things", authorization("wrong")).head())
        .contains("Retry-After: 60");
    assertThat(send("GET", "/api/v1/things", authorization("viewer")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,          200",
    "LOCALHOST:8080,     200",
    "127.0.0.1:1,        200",
    "[::1]:8080,         200",
    "evil.example,       403",
    "localhost.evil.com, 403",
  })
  void onlyKnownHostsAreAnswered(String host, int status) throws Exception {
    for (var path : List.of("/", "/api/v1/things", "/api/v1/openapi.json")) {
      var came = raw("GET " + path, "Host: " + host, authorization("viewer"));
      assertThat(came.status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site: same-origin,       application/json,                  200",
    "Sec-Fetch-Site: none,              application/json; charset=utf-8,   200",
    "Sec-Fetch-Site: cross-site,        application/json,                  403",
    "Sec-Fetch-Site: same-site,         application/json,                  403",
    "X-None: 1,                         application/x-www-form-urlencoded, 400",
    "X-None: 1,                         multipart/form-data,               400",
  })
  void aChangeComesFromOurOwnPageOrFromAProgram(String site, String type, int status)
      throws Exception {
    var came =
        send(
            "PUT",
            "/api/v1/things/1",
            authorization("operator"),
            site,
            "Content-Type: " + type,
            "Content-Length: 2",
            "",
            "{}");

    assertThat(came.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nowhere.js", "/api/v1/things", "/api/v1/openapi.json"})
  void everyAnswerSaysWhatAPageMayDo(String path) throws Exception {
    var came = send("GET", path, authorization("viewer"));

    assertThat(came.head())
        .contains(
            "Content-Security-Policy: default-src 'none'; script-src 'self'",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Resource-Policy: same-origin")
        .doesNotContain("Access-Control-Allow", "Set-Cookie");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/logback.xml",
        "/..%2f..%2flogback.xml",
        "//logback.xml",
        "/vendor/../../../logback.xml",
        "/package-info.class",
        "/.hidden.js",
      })
  void noFileBesideThePageIsServed(String path) throws Exception {
    assertThat(send("GET", path, authorization("none")).status()).isEqualTo(404);
  }

  @Test
  void aPageIsAskedForAgainByItsTag() throws Exception {
    var first = send("GET", "/", authorization("none"));
    var tag = first.head().lines().filter(line -> line.startsWith("ETag: ")).findFirst();

    var again =
        send("GET", "/", authorization("none"), tag.orElseThrow().replace("ETag", "If-None-Match"));

    assertThat(first.status()).isEqualTo(200);
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void aReaderThatStopsIsCutOffAndTheOthersGoOn() throws Exception {
    try (var stopped = live(viewer, "");
        var reading = live(operator, "")) {
      Await.until("both look", () -> hub.viewers() == 2);
      var big = "x".repeat(100_000);
      long received = 0;
      for (int events = 1; hub.viewers() == 2 && events <= 2_000; events++) {
        hub.publish("stats", Map.of("big", big));
        for (long all = (long) events * big.length(); received < all; ) {
          received += reading.getInputStream().read(new byte[64 << 10]);
        }
      }

      assertThat(hub.viewers()).isEqualTo(1);
      assertThat(stopped.isConnected()).isTrue();
      hub.publish("change", Map.of("last", true));
      Await.until("the reader has the last one", () -> drain(reading).contains("\"last\":true"));
    }
  }

  @Test
  void aStreamResumesAfterTheLastEventThatItsViewerHas() throws Exception {
    hub.publish("stats", Map.of("number", 1));
    hub.publish("stats", Map.of("number", 2));
    String id;
    try (var first = live(viewer, "")) {
      var opening = new StringBuilder();
      Await.until(
          "the newest event comes",
          () -> opening.append(drain(first)).toString().contains("\"number\":2"));
      assertThat(opening.toString()).doesNotContain("\"number\":1").contains("retry: 2000");
      id = opening.substring(opening.indexOf("id: ") + 4).lines().findFirst().orElseThrow();
    }
    hub.publish("stats", Map.of("number", 3));
    hub.publish("stats", Map.of("number", 4));

    try (var second = live(viewer, "Last-Event-ID: " + id)) {
      var missed = new StringBuilder();
      Await.until(
          "the last event comes",
          () -> missed.append(drain(second)).toString().contains("\"number\":4"));
      assertThat(missed.toString()).contains("\"number\":3").doesNotContain("\"number\":2");
    }
  }

  @Test
  void aTokenHasSoManyStreamsAndNoMore() throws Exception {
    try (var _ = live(viewer, "");
        var _ = live(viewer, "")) {
      Await.until("both look", () -> hub.viewers() == 2);

      assertThat(send("GET", "/api/v1/live", authorization("viewer")).status()).isEqualTo(429);
    }
    Await.until(
        "they have left",
        () -> {
          hub.publish("stats", Map.of());
          return hub.viewers() == 0;
        });
  }

  @Test
  void aStreamEndsWhenItsTokenIsRevoked() throws Exception {
    try (var _ = live(viewer, "");
        var _ = live(operator, "")) {
      Await.until("both look", () -> hub.viewers() == 2);

      assertThat(tokens.revoke("vera")).isTrue();

      Await.until(
          "one stream has ended",
          () -> {
            hub.publish("stats", Map.of());
            return hub.viewers() == 1;
          });
    }
  }

  private Socket live(String token, String header) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    socket.setSoTimeout(20_000);
    var more = header.isEmpty() ? "" : header + "\r\n";
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
                .formatted(token, more)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** What has arrived. */
  private static String drain(Socket socket) throws IOException {
    var in = socket.getInputStream();
    return new String(in.readNBytes(in.available()), StandardCharsets.UTF_8);
  }

  private Came send(String method, String path, String... lines) throws Exception {
    var all = new ArrayList<>(List.of(lines));
    all.addFirst("Host: localhost");
    return raw(method + " " + path, all.toArray(String[]::new));
  }

  /** Header lines; what follows an empty one is the body. */
  private Came raw(String request, String... lines) throws Exception {
    var joined = String.join("\r\n", lines);
    var head = joined.contains("\r\n\r\n") ? joined : joined + "\r\n\r\n";
    var text = request + " HTTP/1.1\r\nConnection: close\r\n" + head;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var came = String.join("\n", reader.lines().toList());
      int end = came.indexOf("\n\n");
      var answerHead = end < 0 ? came : came.substring(0, end);
      return new Came(
          Integer.parseInt(came.substring(9, 12)),
          answerHead,
          end < 0 ? "" : came.substring(end + 2));
    }
  }
}
