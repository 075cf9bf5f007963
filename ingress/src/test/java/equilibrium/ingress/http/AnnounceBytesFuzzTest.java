package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.connection.GetRequest;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Transport;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is read from bytes is what is read from the texts that Undertow makes of them. */
class AnnounceBytesFuzzTest {
  private static final Source SOURCE = new Source(new Address(new byte[16]), Transport.HTTP, false);

  private final GetRequest request = new GetRequest();
  private final PathBytes path = new PathBytes();
  private final AnnounceBytes reader = new AnnounceBytes();

  @Test
  void randomRequestsAreReadAsByTheOtherReader() throws Malformed {
    var requests = new RandomRequests(17);
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
        "GET /announce?%s HTTP/1.1\r\nHost: t\r\n\r\n"
            .formatted(new String(raw, ISO_8859_1))
            .getBytes(ISO_8859_1));
  }

  /** Whether the request is read here; fails if it is read otherwise than by Undertow's way. */
  private boolean isReadAlike(byte[] bytes) throws Malformed {
    if (bytes.length > GetRequest.MOST_BYTES
        || !request.read(ByteBuffer.wrap(bytes), bytes.length)) {
      return false;
    }
    if (path.read(request) != PathBytes.Kind.ANNOUNCE) {
      return false;
    }
    var announce = reader.read(request, path.key(), SOURCE);
    if (announce == null) {
      return false;
    }
    var text = new String(bytes, ISO_8859_1);
    var target = text.substring("GET ".length(), text.indexOf(' ', "GET ".length()));
    var query = target.substring(target.indexOf('?') + 1);
    var parameters = QueryString.parse(query);
    var expected = new AnnounceQuery(parameters);
    if (!announce.equals(announce(expected, target, query, headers(text)))
        || !reader.list().equals(expected.list())) {
      throw new AssertionError(text + "\nread as " + announce);
    }
    return true;
  }

  private static Announce announce(
      AnnounceQuery read, String target, String query, HeaderMap headers) throws Malformed {
    var path = target.substring(0, target.indexOf('?'));
    if (!(TrackerPath.of(path, query) instanceof TrackerPath.Announce(var key))) {
      throw new AssertionError("no announce: " + path);
    }
    return read.announce(SOURCE, key, Fingerprint.of(QueryString.parse(query), headers));
  }

  private static HeaderMap headers(String text) {
    var headers = new HeaderMap();
    text.lines()
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .forEach(line -> {
          int colon = line.indexOf(':');
          headers.add(new HttpString(line.substring(0, colon)), line.substring(colon + 2));
        });
    return headers;
  }
}
