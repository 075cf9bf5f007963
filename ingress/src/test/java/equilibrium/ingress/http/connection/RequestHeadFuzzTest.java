package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.http.connection.RequestHead.Incomplete;
import equilibrium.ingress.http.connection.RequestHead.Plain;
import equilibrium.ingress.http.connection.RequestHead.Unreadable;
import java.nio.ByteBuffer;

/** Whatever comes is a request, may become one, or is refused for a reason. */
class RequestHeadFuzzTest {
  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void aNormalizedRequestStaysAsItIs(byte @NotNull @WithLength(max = 1000) [] raw) {
    var text = new String(raw, ISO_8859_1);
    if (PlainRequest.isAll(ByteBuffer.wrap(raw), 0, raw.length)) {
      assertEquals(new Plain(text, raw.length), RequestHead.read(text));
    }

    switch (RequestHead.read(text)) {
      case Plain(var plain, int bytes) -> {
        assertTrue(bytes > 0 && bytes <= text.length());
        assertTrue(plain.length() <= RequestHead.MOST_BYTES);
        assertTrue(plain.chars().allMatch(c -> c >= ' ' || c == '\r' || c == '\n' || c == '\t'));
        assertEquals(new Plain(plain, plain.length()), RequestHead.read(plain));
      }
      case Unreadable(var problem) -> assertTrue(problem.status() >= 400);
      case Incomplete _ -> assertTrue(text.length() <= RequestHead.MOST_BYTES + 5);
    }
  }
}
