package equilibrium.bench.week;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplyTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";

  @Test
  void aReplyTellsIntervalPeersAndTrackerId() {
    var reply =
        reply(
            "d8:intervali3e12:min intervali1e5:peers12:"
                + peer(1, 10_001)
                + peer(2, 10_002)
                + "10:tracker id3:a1be");

    assertThat(reply.intervalS()).isEqualTo(3);
    assertThat(reply.ports()).containsExactly(10_001, 10_002);
    assertThat(reply.trackerId()).isEqualTo("a1b");
    assertThat(reply.fault()).isNull();
  }

  @Test
  void whatDoesNotCountSaysWhy() {
    assertThat(reply("d14:failure reason3:no!e").fault()).isEqualTo("refused: no!");
    assertThat(reply("d8:intervali3e15:warning message12:not recordede").fault())
        .isEqualTo("not recorded");
    assertThat(reply("hello").fault()).startsWith("no reply to an announce: HTTP/1.1 200");
  }

  private static String peer(int host, int port) {
    byte[] bytes = {127, 30, 0, (byte) host, (byte) (port >> 8), (byte) port};
    return new String(bytes, ISO_8859_1);
  }

  private static Reply reply(String body) {
    return Reply.of((HEAD + body).getBytes(ISO_8859_1));
  }
}
