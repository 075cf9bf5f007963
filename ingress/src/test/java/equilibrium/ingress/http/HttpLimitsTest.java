package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.LEECHER;
import static equilibrium.ingress.http.TrackerOnHttp.SEEDER;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is answered over HTTP when there is too much of something. */
class HttpLimitsTest {
  private static final String OTHER = RawHttp.announce('b', 's', 6881, 0);

  private static final long NOW = System.currentTimeMillis();

  /** Its clock stands, so that no budget grows. */
  @AutoClose private final TrackerOnHttp tracker = new TrackerOnHttp(Map.of(), () -> NOW);

  @Test
  void tooManyRequestsAreAFailureThatSaysWhenToComeBack() throws IOException {
    tracker.rule(
        Map.of("limits.requests-per-address", "1", "limits.requests-per-address-burst", "1"));
    var limited =
        "d14:failure reason35:too many requests from this address"
            + "8:intervali300e12:min intervali300e8:retry ini5ee";
    assertThat(tracker.get(SEEDER)).contains("5:peers0:");

    assertThat(tracker.get(SEEDER)).startsWith("HTTP/1.0 200 OK").endsWith(limited);
    assertThat(tracker.get(RawHttp.scrape("a"))).endsWith(limited);
    assertThat(tracker.get(SEEDER + "&event=stopped"))
        .contains("5:peers0:")
        .doesNotContain("failure");

    assertThat(tracker.count("limited")).isEqualTo(2);
    assertThat(tracker.log).hasSize(1);
  }

  @Test
  void anEarlyAnnounceIsAnsweredWithCountsAlone() throws IOException {
    tracker.rule(Map.of("limits.early-announces", "0"));
    assertThat(tracker.get(LEECHER)).contains("10:incompletei1e");
    assertThat(tracker.get(SEEDER)).contains("8:completei1e").contains("5:peers6:");

    assertThat(tracker.get(SEEDER))
        .startsWith("HTTP/1.0 200 OK")
        .contains("8:completei1e", "10:incompletei1e", "8:intervali", "5:peers0:");

    assertThat(tracker.log).hasSize(3);
    assertThat(tracker.count("early")).isEqualTo(1);
  }

  @Test
  void anAnnounceThatIsNotAdmittedIsNotRecorded() throws IOException {
    tracker.rule(Map.of("limits.swarms", "1"));
    var _ = tracker.get(SEEDER);

    assertThat(tracker.get(OTHER)).endsWith("15:warning message12:not recordede");

    assertThat(tracker.log).hasSize(1);
    assertThat(tracker.count("not-admitted")).isEqualTo(1);
  }
}
