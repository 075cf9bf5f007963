package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.LEECHER;
import static equilibrium.ingress.http.TrackerOnHttp.SEEDER;
import static equilibrium.testing.client.RawHttp.request;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.EventLog;
import equilibrium.schemas.event.Announced;
import equilibrium.testing.Await;
import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are answered before Undertow reads them, beside the same tracker without that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FastPathTest {
  private static final String HOST = "Host: t";
  private static final String CLOSE = "Connection: close";

  private final List<String> threads = new CopyOnWriteArrayList<>();

  private TrackerOnHttp fast;
  private TrackerOnHttp plain;

  @BeforeAll
  void open() {
    fast = new TrackerOnHttp(Map.of());
    plain = new TrackerOnHttp(Map.of("ingress.fast-path", "false"));
    fast.record((_, reply) -> {
      threads.add(Thread.currentThread().getName());
      reply.release(true);
    });
  }

  @AfterAll
  void close() throws IOException {
    fast.close();
    plain.close();
  }

  private boolean isFast() {
    return threads.getLast().startsWith("http-fast");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET SEEDER HTTP/1.0\r\nHost: t\r\n\r\n",
        "GET SEEDER HTTP/1.0\r\nHost: t\r\nConnection: close\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nHost: t:6969\r\nConnection: close\r\n\r\n",
        "GET SEEDER&numwant=0 HTTP/1.0\r\nHost: t\r\n\r\n",
        "GET SEEDER&compact=0 HTTP/1.1\r\nHost: t\r\nUser-Agent: a/1\r\nConnection: close\r\n\r\n",
        "GET SEEDER&event=stopped HTTP/1.1\r\nhost: t\r\nAccept: *\r\nConnection: close\r\n\r\n",
      })
  void aReplyIsThatOfUndertowByteByByte(String written) throws IOException {
    var request = written.replace("SEEDER", SEEDER);
    var expected = plain.send(request);

    assertThat(masked(fast.send(request))).isEqualTo(masked(expected)).contains("5:peers");

    assertThat(isFast()).isTrue();
  }

  @Test
  void aConnectionIsKeptAsByUndertow() throws IOException {
    var request = request("GET", SEEDER, "1.1", HOST, "Connection: keep-alive");
    try (var one = fast.connect();
        var other = plain.connect()) {
      for (int i = 0; i < 3; i++) {
        RawHttp.write(one, request);
        RawHttp.write(other, request);

        assertThat(masked(RawHttp.readOne(one))).isEqualTo(masked(RawHttp.readOne(other)));
        assertThat(isFast()).isTrue();
      }
      RawHttp.write(one, request("GET", SEEDER, "1.1", HOST, CLOSE));
      assertThat(RawHttp.readAll(one)).contains(CLOSE).endsWith("e");
    }
  }

  /** Between announces on one connection; the last one tells where it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/scrape?info_hash=aaaaaaaaaaaaaaaaaaaa",
        "/k3y/scrape?info_hash=%61aaaaaaaaaaaaaaaaaaa&info_hash=aaaaaaaaaaaaaaaaaaaa&x",
        "/scrape/k3y?x=&info_hash=bbbbbbbbbbbbbbbbbbbb&info_hash=aaaaaaaaaaaaaaaaaaaa",
      })
  void aScrapeIsThatOfUndertowByteByByte(String target) throws IOException {
    try (var one = fast.connect();
        var other = plain.connect()) {
      for (var request :
          List.of(TrackerOnHttp.KEPT, request("GET", target, "1.1", HOST), TrackerOnHttp.KEPT)) {
        RawHttp.write(one, request);
        RawHttp.write(other, request);
        assertThat(masked(RawHttp.readOne(one))).isEqualTo(masked(RawHttp.readOne(other)));
      }
    }
    assertThat(isFast()).isTrue();
  }

  @Test
  void aScrapeReadsAHundredInfoHashes() throws IOException {
    var query = new StringBuilder("/scrape?");
    for (int i = 0; i < 101; i++) {
      query.append("info_hash=%020d&".formatted(i));
    }
    var request = request("GET", query + "info_hash=short", "1.1", HOST, CLOSE);

    assertThat(fast.send(request)).isEqualTo(plain.send(request)).contains("%020d".formatted(99));
  }

  /** The connection goes to Undertow with the first request that is not answered before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /scrape HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /scrape?info_hash=short HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /announce/scrape?info_hash=short HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /nowhere HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nHost: t\r\nX-A: a\r\nX-A: b\r\n\r\n",
        "GET SEEDER HTTP/1.1\r\nHost: t\r\nX-A:  spaced   out \r\n\r\n",
        "GET SEEDER&port=-1 HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET SEEDER&info_hash=short HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET //announce/?info_hash=short HTTP/1.1\r\n\r\n",
      })
  void allElseIsAnsweredByUndertow(String written) throws IOException {
    var odd = written.replace("SEEDER", SEEDER);
    try (var one = fast.connect();
        var other = plain.connect()) {
      for (var request : List.of(TrackerOnHttp.KEPT, odd, TrackerOnHttp.KEPT)) {
        RawHttp.write(one, request);
        RawHttp.write(other, request);
        assertThat(masked(RawHttp.readOne(one))).isEqualTo(masked(RawHttp.readOne(other)));
      }
    }
    assertThat(isFast()).isFalse();
  }

  @Test
  void requestsInPiecesAndInHeapsAreAnswered() throws IOException {
    try (var socket = fast.connect()) {
      RawHttp.write(socket, TrackerOnHttp.KEPT.substring(0, 30));
      fast.awaitConnected(1);
      RawHttp.write(socket, TrackerOnHttp.KEPT.substring(30) + TrackerOnHttp.KEPT);

      assertThat(RawHttp.readOne(socket)).contains("8:completei1e");
      assertThat(RawHttp.readOne(socket)).contains("8:completei1e");
    }
  }

  /** Its reply goes out when the event is durable, which another thread says. */
  @Test
  void aReplyWaitsForItsEvent() throws Exception {
    try (var own = new TrackerOnHttp(Map.of());
        var socket = own.connect()) {
      var replies = new CopyOnWriteArrayList<EventLog.Reply>();
      own.record((_, reply) -> replies.add(reply));
      RawHttp.write(socket, TrackerOnHttp.KEPT);
      Await.until("an event", () -> !replies.isEmpty());
      RawHttp.write(socket, TrackerOnHttp.KEPT); // behind it, before its reply
      assertThat(socket.getInputStream().available()).isZero();

      replies.getFirst().release(false);

      assertThat(RawHttp.readOne(socket)).contains("12:not recorded");
      Await.until("the next event", () -> replies.size() == 2);
      replies.getLast().release(true);
      assertThat(RawHttp.readOne(socket)).contains("5:peers0:").doesNotContain("not recorded");
      assertThat(own.count("accepted")).isEqualTo(2);
    }
  }

  @Test
  void aReplyThatWaitsIsSentWhenTheTrackerStops() throws Exception {
    try (var own = new TrackerOnHttp(Map.of());
        var socket = own.connect()) {
      var replies = new CopyOnWriteArrayList<EventLog.Reply>();
      own.record((_, reply) -> replies.add(reply));
      RawHttp.write(socket, TrackerOnHttp.KEPT);
      Await.until("an event", () -> !replies.isEmpty());
      var stopping = Thread.ofPlatform().start(own.http::close);
      Await.until("new requests are refused", () -> own.get("/").contains(" 503 "));

      replies.getFirst().release(true);

      assertThat(RawHttp.readOne(socket)).contains("5:peers");
      stopping.join();
    }
  }

  @Test
  void peersOfTheSameSwarmAreListed() throws IOException {
    try (var own = new TrackerOnHttp(Map.of())) {
      own.get(SEEDER);

      assertThat(own.get(LEECHER)).endsWith("e").contains("5:peers6:\u007f\0\0\1\u001a\u00e1");
      own.awaitConnected(0);
      assertThat(own.closed("answered", 2)).isEqualTo(2);
    }
  }

  /** Against the whole way through Undertow: replies, events and counts. */
  @Test
  void randomRequestsHaveTheSameRepliesAndEvents() throws IOException {
    var times = Map.of("http.idle-time", "1s", "http.request-time", "500ms");
    var slow = new HashMap<>(times);
    slow.put("ingress.fast-path", "false");
    try (var one = new TrackerOnHttp(times);
        var other = new TrackerOnHttp(slow)) {
      var requests = new RandomRequests(5);
      for (int i = 0; i < 400; i++) {
        var request = requests.next();
        if (request.contains("HTTP/1.1") && !request.contains("Connection: close\r\n")) {
          continue; // it would be waited for
        }
        assertThat(masked(one.send(request))).as(request).isEqualTo(masked(other.send(request)));
      }

      assertThat(one.log).hasSizeGreaterThan(50);
      assertThat(one.log.stream().map(FastPathTest::recorded))
          .containsExactlyElementsOf(other.log.stream().map(FastPathTest::recorded).toList());
      for (var end : List.of("accepted", "malformed", "refused", "not-found", "scraped")) {
        assertThat(one.count(end)).as(end).isEqualTo(other.count(end)).isPositive();
      }
    }
  }

  /** What an event says of its announce. */
  private static String recorded(Announced event) {
    return event
        .toString()
        .replaceAll("\"(receivedAtMs|sessionStartedAtMs|intervalSeconds|micros)\": \\d+", "");
  }

  /** Intervals are drawn, and tracker ids contain a time. */
  private static String masked(String reply) {
    return reply
        .replaceAll("intervali\\d{3,4}e", "interval")
        .replaceAll("10:tracker id32:[0-9a-f]{32}", "id");
  }
}
