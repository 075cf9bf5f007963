package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Said;
import equilibrium.schemas.ClientIds;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands behind a UDP announce (BEP 41), its announce is not lost by it, and the key is
 * the one that the pattern of HTTP's path finds.
 */
class OptionsFuzzTest {
  private static final Pattern PATH =
      Pattern.compile(
          "/*(?:([\\w-]{1,64})/+)?announce(?:/+([\\w-]{1,64}))?/*(?:\\?.*)?", Pattern.DOTALL);
  private static final String[] PIECES = {"/", "//", "announce", "k3y", "?", "x-", "%", "Announce"};

  private final UrlData reader = new UrlData();
  private final Announce announce = new Announce();

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void optionsAreReadAsFarAsTheyGo(byte @NotNull @WithLength(max = 256) [] options) {
    isReadAsByThePattern(options);
  }

  @Test
  void anyPathIsReadAsByThePattern() {
    var random = new SplittableRandom(41);
    for (int i = 0; i < 200_000; i++) {
      var url = new StringBuilder();
      for (int piece = random.nextInt(8); piece > 0; piece--) {
        url.append(PIECES[random.nextInt(PIECES.length)]);
      }
      if (i % 100 == 0) {
        url.append("/announce/").append("k".repeat(60 + random.nextInt(10)));
      }
      int length = Math.min(255, url.length());
      byte[] options = new byte[2 + length];
      options[0] = 2;
      options[1] = (byte) length;
      System.arraycopy(url.toString().getBytes(ISO_8859_1), 0, options, 2, length);
      isReadAsByThePattern(options);
    }
  }

  private void isReadAsByThePattern(byte[] options) {
    byte[] url = reader.url(ByteBuffer.wrap(options));
    reader.read(ByteBuffer.wrap(options), announce.begin().announceKey());

    assertTrue(url.length <= options.length);
    var key = byPattern(new String(url, ISO_8859_1));
    assertEquals(key == null ? null : ClientIds.ofKey(key), Said.of(announce).announceKey());
  }

  private static @Nullable String byPattern(String url) {
    var path = PATH.matcher(url);
    if (!path.matches()) {
      return null;
    }
    return path.group(1) == null ? path.group(2) : path.group(1);
  }
}
