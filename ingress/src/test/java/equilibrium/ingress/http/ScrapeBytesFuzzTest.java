package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.connection.GetRequest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is read of a scrape from bytes is what is read from texts. */
class ScrapeBytesFuzzTest {
  private final GetRequest request = new GetRequest();
  private final PathBytes path = new PathBytes();
  private final ScrapeBytes reader = new ScrapeBytes();

  @Test
  void randomRequestsAreReadAsByTheOtherReader() throws Malformed {
    var requests = new RandomRequests(23);
    int read = 0;

    for (int i = 0; i < 100_000; i++) {
      read += isReadAlike(requests.next().getBytes(ISO_8859_1)) ? 1 : 0;
    }

    assertThat(read).isGreaterThan(5_000);
  }

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void anyBytesAreReadAsByTheOtherReader(byte @NotNull @WithLength(max = 1000) [] raw)
      throws Malformed {
    isReadAlike(raw);
    isReadAlike(
        "GET /scrape?info_hash=aaaaaaaaaaaaaaaaaaaa&%s HTTP/1.1\r\nHost: t\r\n\r\n"
            .formatted(new String(raw, ISO_8859_1))
            .getBytes(ISO_8859_1));
  }

  /** Whether the request is read here; fails if it is read otherwise than by Undertow's way. */
  private boolean isReadAlike(byte[] bytes) throws Malformed {
    if (bytes.length > GetRequest.MOST_BYTES
        || !request.read(ByteBuffer.wrap(bytes), bytes.length)
        || path.read(request) != PathBytes.Kind.SCRAPE) {
      return false;
    }
    var hashes = reader.hashes(request);
    if (hashes.isEmpty()) {
      return false;
    }
    var text = new String(bytes, ISO_8859_1);
    var target = text.substring("GET ".length(), text.indexOf(' ', "GET ".length()));
    var query = target.substring(target.indexOf('?') + 1);

    assertThat(TrackerPath.of(target.substring(0, target.indexOf('?')), query))
        .as(text)
        .isInstanceOf(TrackerPath.Scrape.class);
    assertThat(hashes).as(text).isEqualTo(ScrapeReply.hashes(QueryString.parse(query)));
    return true;
  }
}
