package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.net.Addresses;
import equilibrium.platform.Fault;
import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HexFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loopback is the proxy, where one is trusted. */
class ProxiesTest {
  private static final String REQUEST = RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.0");
  private static final String VERSION_1 = "PROXY TCP4 203.0.113.7 127.0.0.1 51413 6969\r\n";
  private static final String VERSION_2 =
      binary("0d0a0d0a000d0a515549540a 2111 000c cb007107 7f000001 c8d5 1b39");
  private static final String EXTERNAL = "11:external ip4:" + binary("cb007107");

  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  private static String binary(String hex) {
    return new String(HexFormat.of().parseHex(hex.replace(" ", "")), ISO_8859_1);
  }

  private void open(String... keysAndValues) {
    var set = new HashMap<String, String>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      set.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    tracker = new TrackerOnHttp(set);
  }

  private void assertRecorded(String address, boolean proxied) {
    var event = tracker.log.getLast();
    assertThat(event.getAddress()).isEqualTo(Addresses.of(InetAddress.ofLiteral(address)));
    assertThat(event.getProxied()).isEqualTo(proxied);
  }

  @Test
  void aTrustedProxysHeaderNamesTheClient() throws IOException {
    open("http.trusted-proxies", "127.0.0.0/8");

    var reply = tracker.get(TrackerOnHttp.SEEDER, "X-Forwarded-For: 1.2.3.4, 203.0.113.7");

    assertRecorded("203.0.113.7", true);
    assertThat(reply).contains(EXTERNAL);
  }

  @Test
  void theStandardHeaderNamesIpv6ClientsToo() throws IOException {
    open("http.trusted-proxies", "127.0.0.1", "http.forwarded-header", "forwarded");

    tracker.get(TrackerOnHttp.SEEDER, "Forwarded: for=\"[2001:db8::7]:4711\";proto=http");

    assertRecorded("2001:db8::7", true);
  }

  @Test
  void aHeaderOfAnUntrustedAddressChangesNothing() throws IOException {
    open("http.trusted-proxies", "10.0.0.0/8");

    var reply =
        tracker.get(
            TrackerOnHttp.SEEDER, "X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7");

    assertRecorded("127.0.0.1", false);
    assertThat(reply).contains("200 OK").doesNotContain("external ip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-None: 1", "X-Forwarded-For: unknown", "X-Forwarded-For: \"]['"})
  void aProxyThatNamesNoClientIsTheClient(String header) throws IOException {
    open("http.trusted-proxies", "127.0.0.1");

    var reply = tracker.get(TrackerOnHttp.SEEDER, header);

    assertRecorded("127.0.0.1", false);
    assertThat(reply).contains("200 OK").doesNotContain("external ip");
  }

  @Test
  void noClientGetsTheAddressOfAProxyAsItsOwn() throws IOException {
    open("http.trusted-proxies", "127.0.0.1,203.0.113.0/24");

    var reply = tracker.get(TrackerOnHttp.SEEDER, "X-Forwarded-For: unknown, 203.0.113.9");

    assertRecorded("203.0.113.9", true);
    assertThat(reply).contains("200 OK").doesNotContain("external ip");
  }

  @ParameterizedTest
  @CsvSource({"optional", "required"})
  void proxyHeadersOfBothVersionsNameTheClient(String mode) throws IOException {
    open("http.trusted-proxies", "127.0.0.1", "http.proxy-protocol", mode);

    for (var header : new String[] {VERSION_1, VERSION_2}) {
      tracker.log.clear();

      assertThat(tracker.send(header + REQUEST)).contains("200 OK").contains(EXTERNAL);
      assertRecorded("203.0.113.7", true);
    }
  }

  @Test
  void aProxyHeaderMayComeByteByByte() throws IOException {
    open("http.trusted-proxies", "127.0.0.1", "http.proxy-protocol", "required");

    for (var header : new String[] {VERSION_1, VERSION_2}) {
      try (var socket = tracker.connect()) {
        socket.setTcpNoDelay(true);
        for (int i = 0; i < header.length(); i++) {
          RawHttp.write(socket, header.substring(i, i + 1));
        }
        RawHttp.write(socket, REQUEST);

        assertThat(RawHttp.readAll(socket)).contains(EXTERNAL);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN\r\n", "local"})
  void theHealthCheckOfAProxyIsAnswered(String given) throws IOException {
    open("http.trusted-proxies", "127.0.0.1", "http.proxy-protocol", "required");
    var header = given.equals("local") ? binary("0d0a0d0a000d0a515549540a 2000 0000") : given;

    assertThat(tracker.send(header + REQUEST)).contains("200 OK").doesNotContain("external ip");
    assertRecorded("127.0.0.1", false);
  }

  @Test
  void aProxyHeaderOfAnUntrustedAddressIsNoRequest() throws IOException {
    open("http.trusted-proxies", "10.0.0.1", "http.proxy-protocol", "optional");

    assertThat(tracker.send(VERSION_1 + REQUEST)).startsWith("HTTP/1.1 400");
    assertThat(tracker.send(REQUEST)).contains("200 OK");
    assertRecorded("127.0.0.1", false);
    assertThat(tracker.log).hasSize(1);
  }

  @Test
  void whereProxyHeadersAreRequiredOtherAddressesAreRefused() throws IOException {
    open("http.trusted-proxies", "10.0.0.1", "http.proxy-protocol", "required");

    assertRefused(VERSION_1 + REQUEST, "untrusted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 203.0.113.7 x 1 2\r\n", "PROXY"})
  void whereProxyHeadersAreRequiredAnythingElseEndsTheConnection(String header) throws IOException {
    open("http.trusted-proxies", "127.0.0.1", "http.proxy-protocol", "required");

    assertRefused(header + REQUEST, "proxy-header");
  }

  private void assertRefused(String bytes, String reason) {
    assertThat(sendOrNothing(bytes)).isEmpty();
    assertThat(tracker.closed(reason, 1)).isEqualTo(1);
    assertThat(tracker.log).isEmpty();
  }

  private String sendOrNothing(String bytes) {
    try {
      return tracker.send(bytes);
    } catch (IOException _) { // reset
      return "";
    }
  }

  @Test
  void whereProxyHeadersAreOptionalAProxyMaySendNone() throws IOException {
    open("http.trusted-proxies", "127.0.0.1", "http.proxy-protocol", "optional");

    tracker.send(
        RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.0", "X-Forwarded-For: 203.0.113.8"));

    assertRecorded("203.0.113.8", true);
  }

  @Test
  void aProxyHeaderThatDoesNotComeEndsTheConnection() throws IOException {
    open(
        "http.trusted-proxies", "127.0.0.1",
        "http.proxy-protocol", "required",
        "http.request-time", "200ms");

    try (var socket = tracker.connect()) {
      RawHttp.write(socket, "PROXY TCP4");

      assertThat(RawHttp.readAll(socket)).isEmpty();
    }
    assertThat(tracker.closed("handshake", 1)).isEqualTo(1);
  }

  @Test
  void proxyHeadersWithoutTrustedProxiesAreAProblem() {
    assertThatThrownBy(() -> open("http.proxy-protocol", "required"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("http.trusted-proxies");
    assertThatThrownBy(() -> open("http.trusted-proxies", "10.0.0.1/8,::1"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("http.trusted-proxies: \"10.0.0.1/8\", expected");
  }

  @Test
  void clientsBehindAProxyCountUnderTheirOwnAddress() throws Exception {
    open(
        "http.trusted-proxies", "127.0.0.1",
        "http.proxy-protocol", "required",
        "limits.connections-per-address", "1");

    try (var first = tracker.connect()) {
      RawHttp.write(
          first, VERSION_1 + RawHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", "Host: t"));
      RawHttp.readOne(first);

      assertThat(sendOrNothing(VERSION_2 + REQUEST)).isEmpty();
      assertThat(tracker.send(VERSION_1.replace("113.7", "113.8") + REQUEST)).contains("200 OK");
    }
    assertThat(tracker.closed("per-address", 1)).isEqualTo(1);
  }
}
