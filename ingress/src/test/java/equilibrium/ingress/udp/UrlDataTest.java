package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Said;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.ClientId;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BEP 41; the first three are the document's own. */
class UrlDataTest {

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource({
    "O1, 020c2f6469723f613d6226633d64, /dir?a=b&c=d",
    "O1, 020c2f6469723f613d6226633d64010100, /dir?a=b&c=d",
    "O4, 0200, ''",
    "O1, 02022f61 02022f62, /a/b",
    "O1, 02022f61 01 0200 01 02022f62, /a/b",
    "O2, 7f03010203 02022f61, /a",
    "O2, ff00 02022f61, /a",
    "O3, 00 02022f61, ''",
    "O6, 02ff2f61, ''",
    "O6, 02022f61 02ff2f62, /a",
    "O6, 02022f61 7fff2f62, /a",
    "O6, 02, ''",
    "O7, 0000, ''",
    "O7, '', ''"
  })
  void urlDataIsPutTogetherAndTheRestIsSkipped(String row, String hex, String url) {
    var options = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThat(new String(new UrlData().url(options), US_ASCII)).as(row).isEqualTo(url);
  }

  @ParameterizedTest(name = "O1: the key in {0} is {1}, as over HTTP")
  @CsvSource(
      nullValues = "none",
      value = {
        "/announce, none",
        "/announce?x=/k3y/announce, none",
        "/k3y/announce, k3y",
        "/announce/k3y, k3y",
        "announce/k3y/?a=b, k3y",
        "//k3y//announce?a, k3y",
        "/one/announce/two, one",
        "/announce/announce, announce",
        "/announce/announce/x, announce",
        "/one/announce/two/three, none",
        "/one/two/announce, none",
        "/announce?, none",
        "/key/announce?a?b/c, key",
        "/a/b/announce, none",
        "/k%33y/announce, none",
        "'', none"
      })
  void theKeyIsWhereHttpHasIt(String url, @Nullable String key) {
    assertThat(key(options(url))).isEqualTo(key == null ? null : ClientIds.ofKey(key));
  }

  /** libtorrent cuts at 255 bytes, what one option holds. */
  @ParameterizedTest(name = "O7: {0} characters of query behind the key")
  @CsvSource({"200", "241"})
  void aLongUrlKeepsItsKey(int length) {
    assertThat(key(options("/k3y/announce?" + "q".repeat(length))))
        .isEqualTo(ClientIds.ofKey("k3y"));
  }

  /** The id of the key; null: there is none. */
  private static @Nullable ClientId key(ByteBuffer options) {
    var announce = new Announce();
    new UrlData().read(options, announce.announceKey());
    return Said.of(announce).announceKey();
  }

  private static ByteBuffer options(String url) {
    byte[] bytes = url.getBytes(US_ASCII);
    return ByteBuffer.allocate(2 + bytes.length)
        .put((byte) 2)
        .put((byte) bytes.length)
        .put(bytes)
        .flip();
  }
}
