package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Said;
import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Transport;
import org.junit.jupiter.api.Test;

/** What is read from bytes is what is read from the texts that Undertow makes of them. */
class AnnounceBytesFuzzTest {
  private static final Source SOURCE = new Source(new Address(new byte[16]), Transport.HTTP, false);
  private static final String IDS = "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&";

  private final AnnounceBytes reader = new AnnounceBytes();
  private final BytesBesideTexts requests =
      new BytesBesideTexts(PathBytes.Kind.ANNOUNCE, "GET /announce?" + IDS, this::isRead);

  @Test
  void randomRequestsAreReadAsByTheOtherReader() throws Malformed {
    assertThat(requests.random(17)).isGreaterThan(5_000);
  }

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void anyBytesAreReadAsByTheOtherReader(byte @NotNull @WithLength(max = 400) [] raw)
      throws Malformed {
    requests.any(raw);
  }

  private boolean isRead(BytesBesideTexts beside) throws Malformed {
    var key = beside.path.key();
    var announce = reader.read(beside.request, key, SOURCE);
    if (announce == null) {
      return false;
    }
    var parameters = beside.parameters();
    var query = new AnnounceQuery(parameters);
    var trace = Fingerprint.of(parameters, beside.headers());
    beside.same(new TrackerPath.Announce(key), beside.trackerPath());
    beside.same(Said.of(announce), Said.of(query.announce(SOURCE, key, trace)));
    beside.same(reader.list(), query.list());
    return true;
  }
}
