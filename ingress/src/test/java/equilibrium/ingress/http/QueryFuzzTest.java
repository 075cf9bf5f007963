package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Transport;

/**
 * Whatever stands behind the question mark is an announce, or is refused in words. (Plain
 * assertions: they are made ten million times.)
 */
class QueryFuzzTest {
  private static final Source ANYWHERE =
      new Source(new Address(new byte[16]), Transport.HTTP, false);

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void aQueryIsReadOrRefused(byte @NotNull @WithLength(max = 1000) [] raw) {
    var parameters = QueryString.parse(new String(raw, ISO_8859_1));

    try {
      var announce = new AnnounceQuery(parameters).announce(ANYWHERE, null, Trace.NONE);
      assertTrue(announce.port() >= 0 && announce.port() <= 65_535);
      assertTrue(announce.numWant() >= -1);
      assertTrue(announce.claims() <= 3);
    } catch (Malformed e) {
      assertSaysWhat(e);
    }
  }

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void aScrapeIsReadOrRefused(byte @NotNull @WithLength(max = 1000) [] raw) {
    var parameters = QueryString.parse(new String(raw, ISO_8859_1));

    try {
      assertTrue(ScrapeReply.hashes(parameters).size() <= 100);
    } catch (Malformed e) {
      assertSaysWhat(e);
    }
  }

  private static void assertSaysWhat(Malformed e) {
    var said = String.valueOf(e.getMessage());
    assertTrue(!said.isEmpty() && said.length() <= 200 && said.chars().allMatch(c -> c < 127));
  }
}
