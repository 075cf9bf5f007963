package equilibrium.ingress.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests as clients write them, and as they do not. One seed gives the same ones. */
final class RandomRequests {
  private static final List<String> PATHS =
      List.of(
          "/announce",
          "/announce",
          "/scrape",
          "/k3y/announce",
          "/announce/k3y",
          "/k3y/scrape",
          "/scrape/k3y",
          "/scrape/announce",
          "/announce/scrape",
          "/scrape/scrape",
          "/announce/announce",
          "/a/b/announce",
          "/announce/",
          "//announce",
          "/",
          "/announce.php",
          "/ann%6funce",
          "/" + "k".repeat(65) + "/announce");
  private static final List<String> NAMES =
      List.of(
          "port",
          "event",
          "uploaded",
          "downloaded",
          "left",
          "corrupt",
          "redundant",
          "ip",
          "ipv4",
          "ipv6",
          "key",
          "numwant",
          "compact",
          "no_peer_id",
          "trackerid",
          "supportcrypto",
          "requirecrypto",
          "info_hash",
          "peer_id",
          "azudp",
          "hide",
          "Port",
          "",
          "le%66t");
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "2",
          "6881",
          "65535",
          "65536",
          "-1",
          "+1",
          "007",
          "123456789",
          "1234567890123456789012",
          "18446744073709551615",
          "started",
          "stopped",
          "completed",
          "paused",
          "%73tarted",
          "Started",
          "",
          "1A2b3C4d",
          "123456789A",
          "xyz",
          "192.0.2.7",
          "2001%3Adb8%3A%3A7",
          "2001:db8::8",
          "::ffff:192.0.2.9",
          "%31",
          "a=b",
          "%00",
          "1 ",
          "%zz",
          "%4",
          "0123456789abcdef0123456789abcdef",
          "a;b",
          "\u00e9",
          "?",
          "#");
  private static final List<String> HEADERS =
      List.of(
          "User-Agent: qBittorrent/4.6.5",
          "Accept-Encoding: gzip",
          "X-Forwarded-For: 192.0.2.1",
          "Accept-Language: de",
          "user-agent: uTorrent/3.5 (1234)",
          "User-Agent:  padded  ",
          "User-Agent: a  b",
          "User-Agent: ",
          "User-Agent: " + "long ".repeat(40),
          "Accept: */*",
          "REFERER: x",
          "X-Real-IP: 192.0.2.1",
          "x-odd: \u00e9",
          "X-Tab: a\tb",
          "Connection: close",
          "Connection: Close",
          "Connection: keep-alive",
          "Connection: close, TE",
          "Expect: 100-continue",
          "Content-Length: 0",
          "A:b",
          "Host: other");

  /** How many of each list, from its beginning, stand in the requests of most clients. */
  private static final int USUAL = 4;

  private final Random random;
  private boolean isUsual;

  RandomRequests(long seed) {
    this.random = new Random(seed);
  }

  /** One request; nearly all ask for their connection to be closed. */
  String next() {
    isUsual = random.nextBoolean();
    var headers = new ArrayList<String>();
    headers.add(often() ? "Host: t:6969" : "hOst: tracker.example");
    for (int i = random.nextInt(5); i > 0; i--) {
      headers.add(random.nextInt(headers.size() + 1), any(HEADERS));
    }
    if (rarely()) {
      headers.removeFirst();
    }
    var version = random.nextBoolean() ? "1.0" : "1.1";
    if (version.equals("1.1") && headers.stream().noneMatch(h -> h.startsWith("Connection"))) {
      headers.add("Connection: close");
    }
    var text =
        "%s %s?%s HTTP/%s\r\n%s\r\n\r\n"
            .formatted(
                rarely() ? "HEAD" : "GET",
                any(PATHS),
                query(),
                version,
                String.join("\r\n", headers));
    return rarely() ? changed(text) : text;
  }

  private String query() {
    var parameters = new ArrayList<String>();
    if (!rarely()) {
      parameters.add("info_hash=" + id());
    }
    if (!rarely()) {
      parameters.add("peer_id=" + id());
    }
    for (int i = random.nextInt(10); i > 0; i--) {
      var value = rarely() ? "" : "=" + any(VALUES);
      parameters.add(random.nextInt(parameters.size() + 1), any(NAMES) + value);
    }
    return String.join(rarely() ? "&&" : "&", parameters);
  }

  private String id() {
    var id = new StringBuilder();
    for (int i = rarely() ? 19 : 20; i > 0; i--) {
      int c = random.nextInt(256);
      boolean isRaw = (c >= 'a' && c <= 'z') || c == '+' || c == '-';
      id.append(isRaw ? "" + (char) c : (often() ? "%%%02x" : "%%%02X").formatted(c));
    }
    return id.toString();
  }

  private String changed(String text) {
    int at = random.nextInt(text.length());
    return text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
  }

  private String any(List<String> texts) {
    boolean isFirst = isUsual && !rarely() && !texts.equals(NAMES);
    return texts.get(random.nextInt(isFirst ? USUAL : texts.size()));
  }

  private boolean often() {
    return random.nextInt(4) > 0;
  }

  private boolean rarely() {
    return random.nextInt(12) == 0;
  }
}
