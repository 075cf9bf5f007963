package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.http.connection.ProxyHeader.Absent;
import equilibrium.ingress.http.connection.ProxyHeader.Complete;
import equilibrium.ingress.http.connection.ProxyHeader.Incomplete;
import equilibrium.ingress.http.connection.ProxyHeader.Malformed;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 198.51.100.1 51413 6969, 192.0.2.7, 51413",
    "PROXY TCP6 2001:db8::7 2001:db8::1 1 65535, 2001:db8::7, 1",
    "PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2, 192.0.2.7, 1"
  })
  void version1NamesTheClient(String line, String address, int port) {
    assertThat(text(line + "\r\nGET / HTTP/1.0"))
        .isEqualTo(new Complete(new InetSocketAddress(address, port), line.length() + 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 ::1 65535 65535"})
  void version1MayNotKnowTheClient(String line) {
    assertThat(text(line + "\r\n")).isEqualTo(new Complete(null, line.length() + 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 198.51.100.1 51413\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 65536 1\r\n",
        "PROXY TCP4 192.0.2.777 198.51.100.1 1 1\r\n",
        "PROXY TCP4 2001:db8::7 2001:db8::1 1 1\r\n",
        "PROXY TCP6 192.0.2.7 198.51.100.1 1 1\r\n",
        "PROXY TCP4  192.0.2.7 198.51.100.1 1 1\r\n",
        "PROXY UDP4 192.0.2.7 198.51.100.1 1 1\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY \r\n"
      })
  void version1IsReadStrictly(String bytes) {
    assertThat(text(bytes)).isEqualTo(new Malformed());
  }

  @Test
  void version1EndsAfter107Bytes() {
    var unending = "PROXY UNKNOWN " + "x".repeat(107 - 14);

    assertThat(text(unending.substring(0, 106))).isEqualTo(new Incomplete());
    assertThat(text(unending)).isEqualTo(new Malformed());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "TCP over IPv4, 21 11 000c c0000207 c6336401 c8d5 1b39, 192.0.2.7, 51413, 28",
    "with a TLV behind, 21 11 0010 c0000207 c6336401 c8d5 1b39 04000100, 192.0.2.7, 51413, 32",
    "TCP over IPv6, 21 21 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 c8d5 1b39, 2001:db8::7, 51413, 52"
  })
  void version2NamesTheClient(String what, String hex, String address, int port, int bytes) {
    assertThat(bytes(hex + "474554"))
        .as(what)
        .isEqualTo(new Complete(new InetSocketAddress(address, port), bytes));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "local, 20 00 0000, 16",
    "local with addresses, 20 11 000c c0000207 c6336401 c8d5 1b39, 28",
    "not said, 21 00 0000, 16",
    "UDP, 21 12 000c c0000207 c6336401 c8d5 1b39, 28",
    "unspecified with a TLV, 21 00 0004 04000100, 20"
  })
  void version2MayNotNameTheClient(String what, String hex, int bytes) {
    assertThat(bytes(hex)).as(what).isEqualTo(new Complete(null, bytes));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "version 1 in binary, 11 11 000c c0000207 c6336401 c8d5 1b39",
    "an unknown command, 22 11 000c c0000207 c6336401 c8d5 1b39",
    "an unknown family, 21 41 000c c0000207 c6336401 c8d5 1b39",
    "an unknown protocol, 21 13 000c c0000207 c6336401 c8d5 1b39",
    "too short for its addresses, 21 11 000b c0000207 c6336401 c8d5 1b",
    "longer than we read, 21 11 ffff c0000207"
  })
  void version2IsReadStrictly(String what, String hex) {
    assertThat(bytes(hex)).as(what).isEqualTo(new Malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n", "PROXI ", "\u0016\u0003\u0001", "\r\nGET"})
  void otherBytesAreNoHeader(String bytes) {
    assertThat(text(bytes)).isEqualTo(new Absent());
  }

  @Test
  void everyBeginningOfAHeaderIsIncomplete() {
    byte[] header = HexFormat.of().parseHex(SIGNATURE + "2111000cc0000207c6336401c8d51b39");
    for (int length = 0; length < header.length; length++) {
      assertThat(ProxyHeader.read(ByteBuffer.wrap(header, 0, length))).isEqualTo(new Incomplete());
    }
  }

  @Test
  void noBytesMakeItThrow() {
    var random = new SplittableRandom(11);
    byte[] valid = HexFormat.of().parseHex(SIGNATURE + "2111000cc0000207c6336401c8d51b39");
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = valid.clone();
      bytes[12 + random.nextInt(16)] = (byte) random.nextInt();
      bytes[12 + random.nextInt(4)] = (byte) random.nextInt();

      assertThat(ProxyHeader.read(ByteBuffer.wrap(bytes, 0, random.nextInt(29)))).isNotNull();
    }
  }

  private static ProxyHeader text(String bytes) {
    return ProxyHeader.read(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
  }

  private static ProxyHeader bytes(String hex) {
    return ProxyHeader.read(
        ByteBuffer.wrap(HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""))));
  }
}
