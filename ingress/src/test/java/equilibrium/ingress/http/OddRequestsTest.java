package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.LEECHER;
import static equilibrium.ingress.http.TrackerOnHttp.SEEDER;
import static equilibrium.testing.client.RawHttp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a strict parser refuses: an announce is answered, and everything is counted. */
class OddRequestsTest {
  private TrackerOnHttp tracker;

  @BeforeEach
  void open() {
    tracker = new TrackerOnHttp(Map.of());
  }

  @AfterEach
  void close() throws IOException {
    tracker.close();
  }

  private double counted(String outcome) {
    var counter =
        tracker.metrics.find("equilibrium_requests_total").tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET SEEDER&key=a b HTTP/1.0\r\n\r\n",
        "GET SEEDER&key=%zz HTTP/1.0\r\n\r\n",
        "GET SEEDER&key=%1 HTTP/1.0\r\n\r\n",
        "GET SEEDER HTTP/1.0\r\nHost: ::1\r\n\r\n",
        "GET SEEDER HTTP/1.0\n\n",
        "GET  SEEDER  HTTP/1.0 \r\n\r\n",
        "GET http://other.example:1/SEEDER HTTP/1.0\r\nHost: t\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        "GET SEEDER HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
      })
  void anAnnounceThatCanBeReadIsAnswered(String written) throws IOException {
    var reply = tracker.send(written.replace("/SEEDER", SEEDER).replace("SEEDER", SEEDER));

    assertThat(reply).contains(" 200 OK\r\n").contains("8:completei1e");
    assertThat(counted("accepted")).isEqualTo(1);
  }

  @Test
  void aSpaceBeforeTheQueryIsIgnored() throws IOException {
    var spaced = SEEDER.replace("?", " ?");

    assertThat(tracker.get(spaced)).contains("8:completei1e");
    assertThat(tracker.log).hasSize(1);
  }

  @Test
  void manyHeadersAreRead() throws IOException {
    assertThat(tracker.get(SEEDER, "X-A: a\r\n".repeat(126) + "X-B: b")).contains("8:completei1e");
  }

  @Test
  void aChunkedBodyMayComeLaterAndTheConnectionGoesOn() throws IOException {
    try (var socket = tracker.connect()) {
      RawHttp.write(socket, request("GET", SEEDER, "1.1", "Host: t", "Transfer-Encoding: chunked"));
      RawHttp.write(socket, "0\r\n");
      RawHttp.write(socket, "\r\n" + request("GET", LEECHER, "1.1", "Host: t"));

      assertThat(RawHttp.readOne(socket)).contains("10:incompletei0e");
      assertThat(RawHttp.readOne(socket)).contains("10:incompletei1e");
    }
  }

  /** Some old clients end a request with an empty line more. */
  @Test
  void emptyLinesBetweenRequestsAreNoSlowRequest() throws IOException {
    try (var own = new TrackerOnHttp(Map.of("http.request-time", "200ms"));
        var socket = own.connect()) {
      RawHttp.write(socket, TrackerOnHttp.KEPT + "\r\n");
      RawHttp.readOne(socket);
      socket.setSoTimeout(500);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      socket.setSoTimeout(5_000);
      RawHttp.write(socket, TrackerOnHttp.KEPT);

      assertThat(RawHttp.readOne(socket)).contains("8:completei1e");
    }
  }

  @Test
  void aChunkedBodyThatDoesNotComeIsRefused() throws IOException {
    try (var own = new TrackerOnHttp(Map.of("http.request-time", "200ms"))) {
      var reply =
          own.send(request("GET", SEEDER, "1.1", "Host: t", "Transfer-Encoding: chunked") + "0");

      assertThat(reply).startsWith("HTTP/1.1 413").contains("no body expected");
      assertThat(own.log).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /nowhere HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 404 | not-found",
        "POST SEEDER HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 405 | bad-method",
        "CONNECT t:1 HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 405 | bad-method",
        "GET SEEDER HTTP/1.1\\r\\nHost: t\\r\\nContent-Length: 5\\r\\n\\r\\n | 413 | body",
        "GET SEEDER HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\n | 413 | body",
        "GET SEEDER HTTP/1.1\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\n"
            + " | 400 | bad-body-length",
        "GET SEEDER\\r\\n\\r\\n | 400 | bad-request-line",
        "GET SEEDER HTTP/2.0\\r\\n\\r\\n | 400 | bad-request-line",
        "GET SEEDER HTTP/1.1\\r\\nX A: b\\r\\n\\r\\n | 400 | bad-header",
        "UNREADABLE /bad HTTP/1.1\\r\\n\\r\\n | 400 | bad-request-line",
        "GET / HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 200 | landing-page",
        "HEAD / HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 200 | landing-page",
        "OPTIONS / HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 204 | options",
        "OPTIONS * HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 204 | options",
        "HEAD /scrape HTTP/1.1\\r\\nHost: t\\r\\nConnection: close\\r\\n\\r\\n | 200 | scraped"
      })
  void everyRequestIsCountedByItsReason(String written, int status, String outcome)
      throws IOException {
    var bytes = written.replace("\\r", "\r").replace("\\n", "\n").replace("SEEDER", SEEDER);

    assertThat(tracker.send(bytes)).startsWith("HTTP/1.1 " + status);

    assertThat(counted(outcome)).isEqualTo(1);
    assertThat(tracker.log).isEmpty();
  }

  @Test
  void whatIsTooLargeIsCountedToo() throws IOException {
    tracker.get(SEEDER, "X-A: " + "a".repeat(9_000));
    tracker.get(SEEDER, "X-A: a\r\n".repeat(130) + "X-B: b");
    tracker.get(SEEDER + "&a=b".repeat(130));

    assertThat(List.of("too-long", "too-many-headers", "too-many-parameters"))
        .allSatisfy(outcome -> assertThat(counted(outcome)).isEqualTo(1));
  }

  /** An earlier reply on the same connection goes out first. */
  @Test
  void anUnreadableRequestIsAnsweredInItsTurn() throws IOException {
    try (var socket = tracker.connect()) {
      RawHttp.write(socket, TrackerOnHttp.KEPT + "GET /\r\n\r\n" + TrackerOnHttp.KEPT);

      assertThat(RawHttp.readOne(socket)).startsWith("HTTP/1.1 200");
      assertThat(RawHttp.readOne(socket))
          .startsWith("HTTP/1.1 400")
          .endsWith("the first line is no HTTP/1.x request\n");
      assertThat(socket.getInputStream().read()).isNegative();
    }
    assertThat(tracker.log).hasSize(1);
  }

  @Test
  void optionsSayWhatIsAllowed() throws IOException {
    assertThat(tracker.send(request("OPTIONS", "/announce", "1.0")))
        .startsWith("HTTP/1.0 204")
        .contains("Allow: GET, HEAD, OPTIONS\r\n");
  }

  /** Magnet links and clients lose the path of an announce URL. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "//", ""})
  void anAnnounceWithoutAPathIsServed(String path) throws IOException {
    assertThat(tracker.get(SEEDER.replace("/announce", path))).contains("8:completei1e");
    assertThat(tracker.log).hasSize(1);
  }

  @Test
  void anAnnounceToAnotherPathGetsTheRightOne() throws IOException {
    assertThat(tracker.get(SEEDER.replace("/announce", "/announce.php")))
        .startsWith("HTTP/1.0 200")
        .contains("d14:failure reason", "expected /announce or /KEY/announce");
    assertThat(counted("not-found")).isEqualTo(1);
    assertThat(tracker.get("/announce.php")).startsWith("HTTP/1.0 404");
  }

  @Test
  void theSeriesOfOtherTransportsDoNotExist() {
    assertThat(tracker.metrics.find("equilibrium_requests_total").counters())
        .isNotEmpty()
        .allSatisfy(counter -> assertThat(counter.getId().getTag("transport")).isEqualTo("http"));
  }
}
