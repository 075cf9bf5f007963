package equilibrium.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP responses to announces count as. */
class HttpReplyTest {
  private static final String PEERS = "d8:intervali1800e5:peers12:abcdefghijkle";

  private final HttpReply reply = new HttpReply();

  @Test
  void aListOfPeersIsCounted() {
    assertThat(read(ok(PEERS))).isEqualTo(Content.LISTED);
    assertThat(reply.peers()).isEqualTo(2);
  }

  @Test
  void peersOfBothFamiliesAreCounted() {
    var both = "d8:intervali1800e5:peers6:abcdef6:peers618:abcdefghijklmnopqre";

    assertThat(read(ok(both))).isEqualTo(Content.LISTED);
    assertThat(reply.peers()).isEqualTo(2);
  }

  @Test
  void anEmptyListIsNoticed() {
    assertThat(read(ok("d8:intervali1800e5:peers0:e"))).isEqualTo(Content.LISTED);
    assertThat(reply.peers()).isZero();
  }

  @Test
  void aFailureReasonIsNoticed() {
    assertThat(read(ok("d14:failure reason9:not here.e"))).isEqualTo(Content.FAILURE);
  }

  @Test
  void aWarningThatTheAnnounceWasNotRecordedIsNoticed() {
    var warned = "d8:intervali1800e5:peers6:abcdef15:warning message12:not recordede";
    var other = "d8:intervali1800e5:peers6:abcdef15:warning message8:upgradedse".replace("ds", "d");

    assertThat(read(ok(warned))).isEqualTo(Content.UNRECORDED);
    assertThat(read(ok(other))).isEqualTo(Content.LISTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not bencoded",
        "d5:peers6:abcdefe",
        "d8:intervali1800ee",
        "d8:intervali1800e5:peers5:abcdee",
        "d8:intervali1800e5:peers6:abcdefe and more",
        "d8:intervali1800e5:peers6:abcdef",
        "d8:intervali1800e5:peers9:abcdefe",
        "d8:intervali1800e5:peersld2:ip4:abcdee",
        "d99999999999:intervale"
      })
  void aBodyThatIsNoReplyToAnAnnounceIsMalformed(String body) {
    assertThat(read(ok(body))).isEqualTo(Content.MALFORMED);
  }

  @Test
  void anErrorOfHttpIsMalformed() {
    assertThat(read(ok(PEERS).replace("200 OK", "503 No"))).isEqualTo(Content.MALFORMED);
  }

  @Test
  void everyResponseThatIsCutShortIsIncompleteUntilTheEndAndThenMalformed() {
    var whole = ok(PEERS);

    for (int length = 0; length < whole.length(); length++) {
      var part = whole.substring(0, length).getBytes(ISO_8859_1);
      assertThat(reply.read(part, length, false)).as("%d", length).isEqualTo(Content.INCOMPLETE);
      assertThat(reply.read(part, length, true)).as("%d", length).isEqualTo(Content.MALFORMED);
    }
  }

  @Test
  void aBodyWithoutALengthEndsWithTheConnection() {
    var bytes = ("HTTP/1.0 200 OK\r\n\r\n" + PEERS).getBytes(ISO_8859_1);

    assertThat(reply.read(bytes, bytes.length, false)).isEqualTo(Content.INCOMPLETE);
    assertThat(reply.read(bytes, bytes.length, true)).isEqualTo(Content.LISTED);
  }

  private Content read(String response) {
    byte[] bytes = response.getBytes(ISO_8859_1);
    return reply.read(bytes, bytes.length, false);
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body);
  }
}
