package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HTTP/1.0 and 1.1 as clients use them. */
class HttpRequestsTest {
  private static final String HOST = "Host: t";

  @AutoClose private final TrackerOnHttp tracker = new TrackerOnHttp(Map.of());

  @Test
  void http11KeepsTheConnectionUnlessAskedNotTo() throws IOException {
    try (var socket = tracker.connect()) {
      for (int i = 0; i < 3; i++) {
        RawHttp.write(socket, RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", HOST));
        assertThat(RawHttp.readOne(socket)).startsWith("HTTP/1.1 200 OK");
      }
      RawHttp.write(
          socket, RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", HOST, "Connection: close"));

      assertThat(RawHttp.readAll(socket)).contains("Connection: close").endsWith("e");
    }
  }

  @Test
  void http10ClosesTheConnectionUnlessAskedNotTo() throws IOException {
    assertThat(tracker.get(TrackerOnHttp.SEEDER)).startsWith("HTTP/1.0 200 OK");
    try (var socket = tracker.connect()) {
      for (int i = 0; i < 3; i++) {
        RawHttp.write(
            socket, RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.0", "Connection: keep-alive"));
        assertThat(RawHttp.readOne(socket)).contains("keep-alive").contains("5:peers");
      }
    }
  }

  @Test
  void requestsSentTogetherAreAnsweredInTheirOrder() throws IOException {
    try (var socket = tracker.connect()) {
      var requests = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        requests.append(
            RawHttp.request("GET", i % 2 == 0 ? TrackerOnHttp.SEEDER : "/nowhere", "1.1", HOST));
      }
      RawHttp.write(socket, requests.toString());

      for (int i = 0; i < 50; i++) {
        assertThat(RawHttp.readOne(socket))
            .startsWith(i % 2 == 0 ? "HTTP/1.1 200" : "HTTP/1.1 404");
      }
    }
    assertThat(tracker.log).hasSize(25);
  }

  @Test
  void headGetsTheHeadOfTheAnswer() throws IOException {
    var reply = tracker.send(RawHttp.request("HEAD", "/", "1.0"));

    assertThat(reply).startsWith("HTTP/1.0 200 OK").contains("text/html").endsWith("\r\n\r\n");
  }

  @Test
  void theLandingPageSaysHowToAnnounce() throws IOException {
    assertThat(tracker.get("/"))
        .contains("http://<i>host</i>:%d/announce".formatted(tracker.http.port()))
        .contains("udp://")
        .doesNotContain("https://");
  }

  @Test
  @DisplayName("H3: IPv6 addresses in a list are written short (RFC 5952)")
  void ipv6PeersInListsAreWrittenShort() throws IOException {
    try (var own = new TrackerOnHttp(Map.of("http.trusted-proxies", "127.0.0.1"))) {
      own.get(TrackerOnHttp.SEEDER, "X-Forwarded-For: 2001:db8:0:0:0:0:0:7");

      assertThat(own.get(TrackerOnHttp.LEECHER + "&compact=0"))
          .contains("5:peersld2:ip11:2001:db8::7");
    }
  }

  @Test
  @DisplayName("H7: external ip is 4 or 16 bytes")
  void theClientGetsItsAddressInBinary() throws IOException {
    try (var own = new TrackerOnHttp(Map.of("http.trusted-proxies", "127.0.0.1"))) {
      assertThat(own.get(TrackerOnHttp.SEEDER, "X-Forwarded-For: 203.0.113.7"))
          .contains("11:external ip4:\u00cb\0q\7");
      assertThat(own.get(TrackerOnHttp.SEEDER, "X-Forwarded-For: 2001:db8::7"))
          .contains("11:external ip16: \1\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\7");
    }
  }
}
