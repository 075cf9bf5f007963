package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Encryption;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BEP 3, 7, 21, 23, 24, 31, 48 row by row, on a real socket (docs/protocol.md 1.3). */
class HttpConformanceTest {
  private static final String HASH = "aaaaaaaaaaaaaaaaaaaa";
  private static final String REST = "&peer_id=llllllllllllllllllll&port=6882&left=9";

  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened before each test
  private TrackerOnHttp tracker;

  @BeforeEach
  void open() {
    tracker = new TrackerOnHttp(settings());
  }

  Map<String, String> settings() {
    return Map.of();
  }

  private String announce(String more) throws IOException {
    return body("/announce?info_hash=" + HASH + REST + more);
  }

  private String body(String target) throws IOException {
    var response = tracker.get(target);
    assertThat(response).startsWith("HTTP/1.0 200 OK");
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  private Announced recorded() {
    return tracker.log.getLast();
  }

  @ParameterizedTest
  @DisplayName("H1: bytes come percent-encoded in either case, in part or raw")
  @ValueSource(
      strings = {
        "%12%ff%00%e9%2b%2Baaaaaaaaaaaaaa",
        "%12%FF%00%E9++%61%61%61%61%61%61%61%61%61%61%61%61%61%61",
        "\u0012\u00ff%00\u00e9++aaaaaaaaaaaaaa"
      })
  void bytesAreBytes(String written) throws IOException {
    body("/announce?info_hash=%s%s".formatted(written.replace("\u0012", "%12"), REST));

    assertThat(HexFormat.of().formatHex(recorded().getInfoHash().bytes()))
        .isEqualTo("12ff00e92b2b" + "61".repeat(14));
  }

  @Test
  @DisplayName("H1: every value may be percent-encoded, as bt does")
  void numbersMayBeEncoded() throws IOException {
    announce("&port=%33%32%37%36%38&uploaded=%31%30&event=%73tarted");

    assertThat(recorded().getPort()).isEqualTo(32_768);
    assertThat(recorded().getUploaded()).isEqualTo(10);
    assertThat(recorded().getEvent()).isEqualTo(AnnounceEvent.STARTED);
  }

  @ParameterizedTest
  @DisplayName("H1: the events")
  @CsvSource({
    "started, STARTED",
    "completed, COMPLETED",
    "stopped, STOPPED",
    "paused, PAUSED",
    "'', NONE",
    "unknown, NONE"
  })
  void events(String written, AnnounceEvent event) throws IOException {
    announce("&event=" + written);

    assertThat(recorded().getEvent()).isEqualTo(event);
  }

  @Test
  @DisplayName("H2: a reply has its keys in order, interval and peers among them")
  void keysAreInOrder() throws IOException {
    assertThat(announce(""))
        .matches(
            "(?s)d8:completei0e10:downloadedi0e10:incompletei1e8:intervali\\d+e"
                + "12:min intervali\\d+e5:peers0:10:tracker id\\d+:.*e");
  }

  @ParameterizedTest
  @DisplayName("H2: what is wrong is said in a good response")
  @ValueSource(
      strings = {
        "/announce",
        "/announce?info_hash=abc&peer_id=llllllllllllllllllll",
        "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa",
        "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=llllllllllllllllllll&port=65536",
        "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=llllllllllllllllllll&port=x"
      })
  void failuresAreReplies(String target) throws IOException {
    assertThat(body(target)).startsWith("d14:failure reason").endsWith("e");
    assertThat(tracker.log).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("H1: a number that cannot be read is not said, and no stopped fails for it")
  @ValueSource(strings = {"-1", "NaN", "1e9", "9223372036854775808", "18446744073709551615"})
  void unreadableNumbersAreNotSaid(String number) throws IOException {
    var numbers = "&left=%s&uploaded=%s&downloaded=%s".replace("%s", number);

    assertThat(announce(numbers)).contains("5:peers");
    assertThat(recorded().getLeft()).isNull();
    assertThat(recorded().getUploaded()).isNull();
    assertThat(announce(numbers + "&event=stopped&port=" + number)).contains("5:peers0:");
    assertThat(recorded().getEvent()).isEqualTo(AnnounceEvent.STOPPED);
  }

  @Test
  @DisplayName("H3, H12: peers as dictionaries, with their ids or without")
  void dictionaries() throws IOException {
    tracker.get(TrackerOnHttp.SEEDER);

    assertThat(announce("&compact=0"))
        .contains("5:peersld2:ip9:127.0.0.17:peer id20:ssssssssssssssssssss4:porti6881eee");
    assertThat(announce("&compact=0&no_peer_id=1"))
        .contains("5:peersld2:ip9:127.0.0.14:porti6881eee");
  }

  @ParameterizedTest
  @DisplayName("H4: peers are one string unless asked otherwise")
  @ValueSource(strings = {"", "&compact=1"})
  void compactIsTheDefault(String more) throws IOException {
    tracker.get(TrackerOnHttp.SEEDER);

    assertThat(announce(more)).contains("5:peers6:\u007f\0\0\1\u001a\u00e1");
  }

  @Test
  @DisplayName("H5: IPv6 peers have a string of their own, and peers stays")
  void peers6() throws IOException {
    try (var proxied = new TrackerOnHttp(Map.of("http.trusted-proxies", "127.0.0.1"))) {
      proxied.get(TrackerOnHttp.SEEDER, "X-Forwarded-For: 2001:db8::7");

      assertThat(proxied.get(TrackerOnHttp.LEECHER))
          .contains("5:peers0:6:peers618: \u0001\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\7\u001a\u00e1");
    }
  }

  @Test
  @DisplayName("H6: addresses that a client claims are written down and not used")
  void claimedAddressesAreIgnored() throws IOException {
    announce("&ip=192.0.2.1&ipv4=192.0.2.2&ipv6=2001:db8::1&ip=not.an.address");

    assertThat(recorded().getClaimedAddresses()).hasSize(3);
    assertThat(body(TrackerOnHttp.SEEDER)).contains("5:peers6:\u007f\0\0\1");
  }

  @Test
  @DisplayName("H6: one session over both families is counted once")
  void oneSessionOverBothFamilies() throws IOException {
    try (var proxied = new TrackerOnHttp(Map.of("http.trusted-proxies", "127.0.0.1"))) {
      proxied.get(TrackerOnHttp.SEEDER + "&key=1A2B3C4D", "X-Forwarded-For: 192.0.2.1");

      assertThat(
              proxied.get(TrackerOnHttp.SEEDER + "&key=1A2B3C4D", "X-Forwarded-For: 2001:db8::1"))
          .contains("8:completei1e");
    }
  }

  @Test
  @DisplayName(
      "H8: a failure says when to come back: in minutes, and in seconds for who reads those")
  void retryIn() throws IOException {
    assertThat(body("/announce?info_hash=abc"))
        .endsWith("8:intervali1800e12:min intervali1800e8:retry ini30ee");
  }

  @Test
  @DisplayName("H9: a partial seeder is no downloader")
  void partialSeeders() throws IOException {
    announce("&event=paused");

    assertThat(body("/scrape?info_hash=" + HASH)).contains("11:downloadersi0e10:incompletei1e");
    announce("");
    assertThat(body("/scrape?info_hash=" + HASH)).contains("11:downloadersi1e10:incompletei1e");
  }

  @ParameterizedTest
  @DisplayName("H10: the scrape's path is the announce's with that word changed")
  @ValueSource(strings = {"/scrape", "/k3y/scrape", "/scrape/k3y"})
  void scrapes(String path) throws IOException {
    tracker.get(TrackerOnHttp.SEEDER);

    assertThat(body(path + "?info_hash=" + HASH))
        .isEqualTo(
            "d5:filesd20:"
                + HASH
                + "d8:completei1e10:downloadedi0e11:downloadersi0e"
                + "10:incompletei0eeee");
    assertThat(tracker.log).as("a scrape leaves no trace (U14)").hasSize(1);
  }

  @Test
  @DisplayName("H11: an unknown torrent has zeros; all torrents are refused by default")
  void unknownTorrents() throws IOException {
    assertThat(body("/scrape?info_hash=bbbbbbbbbbbbbbbbbbbb&info_hash=" + HASH))
        .contains("20:aaaaaaaaaaaaaaaaaaaad8:completei0e", "20:bbbbbbbbbbbbbbbbbbbbd8:completei0e");
    assertThat(body("/scrape")).startsWith("d14:failure reason");
  }

  @Test
  @DisplayName("H12: what else clients say is understood")
  void otherParameters() throws IOException {
    announce(
        "&key=1A2B3C4D&numwant=7&supportcrypto=1&requirecrypto=1&corrupt=5&redundant=6"
            + "&trackerid=48&unknown=1");

    assertThat(recorded().getKey()).isEqualTo(0x1A2B3C4D);
    assertThat(recorded().getNumWant()).isEqualTo(7);
    assertThat(recorded().getEncryption()).isEqualTo(Encryption.REQUIRED);
    assertThat(recorded().getCorrupt()).isEqualTo(5);
    assertThat(recorded().getRedundant()).isEqualTo(6);
  }

  @ParameterizedTest
  @DisplayName("H12: numwant 0 lists nobody, -1 and nonsense are the default")
  @CsvSource({"0, 0", "-1, 1", "many, 1", "1, 1"})
  void numWant(String written, int listed) throws IOException {
    tracker.get(TrackerOnHttp.SEEDER);

    assertThat(announce("&numwant=" + written)).contains("5:peers%d:".formatted(listed * 6));
  }
}
