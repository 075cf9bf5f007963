package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FullScrapeTest {
  private static final int SWARMS = 3_000;
  private static final String SCRAPE = RawHttp.request("GET", "/scrape", "1.0");

  private TrackerOnHttp listing(String interval) {
    return new TrackerOnHttp(Map.of("scrape.full", "true", "scrape.full-interval", interval));
  }

  private static void announceMany(TrackerOnHttp tracker) throws IOException {
    try (var socket = tracker.connect()) {
      for (int i = 0; i < SWARMS; i++) {
        int shuffled = i * 7919 % SWARMS;
        var target =
            "/announce?info_hash=%%%02x%%%02x%s&peer_id=ssssssssssssssssssss&port=1&left=0"
                .formatted(shuffled >> 8, shuffled & 0xff, "h".repeat(18));
        RawHttp.write(socket, RawHttp.request("GET", target, "1.1", "Host: t"));
        RawHttp.readOne(socket);
      }
    }
  }

  private static String expected() {
    var expected = new StringBuilder("d5:filesd");
    for (int i = 0; i < SWARMS; i++) {
      expected
          .append("20:")
          .append((char) (i >> 8))
          .append((char) (i & 0xff))
          .append("h".repeat(18))
          .append("d8:completei1e10:downloadedi0e11:downloadersi0e10:incompletei0ee");
    }
    return expected.append("ee").toString();
  }

  @Test
  @DisplayName("H11: the full scrape lists every torrent once")
  void allTorrentsAreListedOnceInTheOrderOfTheirHashes() throws IOException {
    try (var tracker = listing("15m")) {
      announceMany(tracker);

      var reply = tracker.send(SCRAPE);

      assertThat(reply).startsWith("HTTP/1.0 200 OK").endsWith("\r\n\r\n" + expected());
      assertThat(tracker.count("listed")).isEqualTo(1);
    }
  }

  @Test
  void http11GetsTheListInChunksAndKeepsTheConnection() throws IOException {
    try (var tracker = listing("15m");
        var socket = tracker.connect()) {
      announceMany(tracker);

      RawHttp.write(
          socket,
          RawHttp.request("GET", "/scrape", "1.1", "Host: t") + RawHttp.request("GET", "/", "1.0"));

      assertThat(RawHttp.readAll(socket))
          .contains("Transfer-Encoding: chunked")
          .contains("ee\r\n0\r\n\r\nHTTP/1.0 200 OK");
    }
  }

  @Test
  void theListIsGivenOnceAnInterval() throws IOException {
    try (var tracker = listing("15m")) {
      assertThat(tracker.send(RawHttp.request("HEAD", "/scrape", "1.0"))).contains("200 OK");
      assertThat(tracker.send(SCRAPE)).endsWith("d5:filesdee");
      assertThat(tracker.send(SCRAPE))
          .contains("14:failure reason")
          .contains("all torrents are listed once in 900 s");
    }
  }

  @Test
  void anIntervalLaterItIsGivenAgain() throws IOException {
    try (var tracker = listing("1s")) {
      tracker.send(SCRAPE);

      Await.until("all are listed again", () -> isListed(tracker));

      assertThat(tracker.count("listed")).isEqualTo(2);
    }
  }

  private static boolean isListed(TrackerOnHttp tracker) {
    try {
      return tracker.send(SCRAPE).endsWith("d5:filesdee");
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void aFullScrapeIsRefusedUnlessItIsConfigured() throws IOException {
    try (var tracker = new TrackerOnHttp(Map.of())) {
      assertThat(tracker.send(SCRAPE))
          .contains("14:failure reason")
          .contains("this tracker does not list all its torrents");
    }
  }
}
