package equilibrium.ingress.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BEP 41; the first three are the document's own. */
class UrlDataTest {

  @ParameterizedTest
  @CsvSource({
    "020c2f6469723f613d6226633d64, /dir?a=b&c=d",
    "020c2f6469723f613d6226633d64010100, /dir?a=b&c=d",
    "0200, ''",
    "02022f61 02022f62, /a/b",
    "7f03010203 02022f61, /a",
    "00 02022f61, ''",
    "02ff2f61, ''",
    "02, ''",
    "0000, ''"
  })
  void urlDataIsPutTogetherAndTheRestIsSkipped(String hex, String url) {
    var options = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThat(UrlData.url(options)).isEqualTo(url);
  }
}
