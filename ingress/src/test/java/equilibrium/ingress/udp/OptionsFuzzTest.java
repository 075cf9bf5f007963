package equilibrium.ingress.udp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** Whatever stands behind a UDP announce (BEP 41), its announce is not lost by it. */
class OptionsFuzzTest {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void optionsAreReadAsFarAsTheyGo(byte @NotNull @WithLength(max = 256) [] options) {
    var url = UrlData.url(ByteBuffer.wrap(options));
    var key = UrlData.key(ByteBuffer.wrap(options));

    assertTrue(url.length() <= options.length);
    assertTrue(key == null || KEY.matcher(key).matches());
  }
}
