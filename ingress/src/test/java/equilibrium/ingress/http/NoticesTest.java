package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Notice;
import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.Address;
import equilibrium.testing.client.BencodeReader;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a reply says what it says because of a suspicion (docs/policy.md 3.6). */
class NoticesTest {
  private static final String TEXT = "Block 203.0.113.7 (bad client) t.example/c/AB12";
  private static final byte[] GOOD =
      "d8:completei1e5:peers0:10:tracker id2:aae".getBytes(ISO_8859_1);

  private static Map<?, ?> reply(Notice notice) {
    return new BencodeReader(new String(Replies.with(notice, GOOD), ISO_8859_1), true).dictionary();
  }

  private static Notice.Warning about(String address, int port) {
    Address blocked = Addresses.of(InetAddress.ofLiteral(address));
    return new Notice.Warning(TEXT, blocked, port);
  }

  @Test
  @DisplayName("H17, H18: a warning and the peer to block end a good reply, in the order of keys")
  void aWarningAndThePeersToBlockEndAGoodReplyInOrder() {
    var body = new String(Replies.with(about("203.0.113.7", 258), GOOD), ISO_8859_1);

    assertThat(body)
        .isEqualTo(
            "d8:completei1e5:peers0:10:tracker id2:aa15:warning message47:%s15:x blocked peers6:%se"
                .formatted(TEXT, "\u00cb\u0000q\u0007\u0001\u0002"));
  }

  @Test
  @DisplayName("H18: an IPv6 peer to block has a key of its own")
  void anIpv6PeerHasAKeyOfItsOwn() {
    var reply = reply(about("2001:db8::1", 6881));

    assertThat(reply.get("x blocked peers6"))
        .isEqualTo(" \u0001\r\u00b8" + "\0".repeat(11) + "\u0001\u001a\u00e1");
    assertThat(reply.containsKey("x blocked peers")).isFalse();
  }

  @Test
  void aWarningThatNamesNobodyIsAlone() {
    var reply = reply(new Notice.Warning("Stats look wrong, case AB12", null, 0));

    assertThat(reply.get("warning message")).isEqualTo("Stats look wrong, case AB12");
    assertThat(reply.containsKey("x blocked peers")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"300, 5", "3600, 60", "1800, 30", "1, 1"})
  void aFailureSaysWhenToComeBackInBothUnits(int seconds, int minutes) {
    var reply = reply(new Notice.Failure(TEXT, seconds));

    assertThat(reply.get("failure reason")).isEqualTo(TEXT);
    assertThat(reply.get("interval")).isEqualTo((long) seconds);
    assertThat(reply.get("min interval")).isEqualTo((long) seconds);
    assertThat(reply.get("retry in")).isEqualTo((long) minutes);
    assertThat(reply.size()).isEqualTo(4);
  }
}
