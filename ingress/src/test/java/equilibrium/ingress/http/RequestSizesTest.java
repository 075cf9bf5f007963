package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large a request may be. */
class RequestSizesTest {
  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5",
        "Content-Length: 1",
        "Transfer-Encoding: chunked\r\n\r\n1",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0"
      })
  void aRequestWithABodyIsRefusedAtOnce(String header) throws IOException {
    tracker = new TrackerOnHttp(Map.of());

    try (var socket = tracker.connect()) {
      RawHttp.write(socket, RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", "Host: t", header));

      assertThat(RawHttp.readAll(socket)).startsWith("HTTP/1.1 413").contains("no body");
    }
    assertThat(tracker.log).isEmpty();
  }

  @Test
  void whatIsTooLargeIsRefused() throws IOException {
    tracker = new TrackerOnHttp(Map.of());
    var headers = new HashMap<String, String>();
    headers.put("a long line", "X-A: " + "a".repeat(9_000));
    headers.put("many headers", "X-A: a\r\n".repeat(128) + "X-B: b");

    for (var header : headers.entrySet()) {
      assertThat(tracker.get(TrackerOnHttp.SEEDER, header.getValue()))
          .as(header.getKey())
          .startsWith("HTTP/1.1 400");
    }
    assertThat(tracker.get(TrackerOnHttp.SEEDER + "&a=b".repeat(130))).startsWith("HTTP/1.1 400");
    assertThat(tracker.get(TrackerOnHttp.SEEDER + "&a=b".repeat(120))).contains("200 OK");
    assertThat(tracker.log).hasSize(1);
  }
}
