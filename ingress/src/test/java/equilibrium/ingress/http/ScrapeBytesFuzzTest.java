package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import org.junit.jupiter.api.Test;

/** What is read of a scrape from bytes is what is read from texts. */
class ScrapeBytesFuzzTest {
  private final ScrapeBytes reader = new ScrapeBytes();
  private final BytesBesideTexts requests =
      new BytesBesideTexts(
          PathBytes.Kind.SCRAPE, "GET /scrape?info_hash=aaaaaaaaaaaaaaaaaaaa&", this::isRead);

  @Test
  void randomRequestsAreReadAsByTheOtherReader() throws Malformed {
    assertThat(requests.random(23)).isGreaterThan(5_000);
  }

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void anyBytesAreReadAsByTheOtherReader(byte @NotNull @WithLength(max = 1000) [] raw)
      throws Malformed {
    requests.any(raw);
  }

  private boolean isRead(BytesBesideTexts beside) throws Malformed {
    var hashes = reader.hashes(beside.request);
    if (hashes.isEmpty()) {
      return false;
    }
    beside.same(new TrackerPath.Scrape(), beside.trackerPath());
    beside.same(hashes, ScrapeReply.hashes(beside.parameters()));
    return true;
  }
}
