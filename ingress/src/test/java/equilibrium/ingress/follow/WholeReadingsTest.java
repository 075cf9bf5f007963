package equilibrium.ingress.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WholeReadingsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private final WholeReadings readings = new WholeReadings();

  @Test
  void aFloodOfRequestsLeadsToOneReadingAMinute() {
    int granted = 0;

    for (long at = 0; at < 600; at++) {
      readings.request("registrations");
      granted += readings.isDue("registrations", at * SECOND) ? 1 : 0;
    }

    assertThat(granted).isEqualTo(10);
  }

  @Test
  void aRequestWithinTheMinuteIsGrantedAfterIt() {
    readings.request("registrations");
    assertThat(readings.isDue("registrations", 0)).isTrue();

    readings.request("registrations");

    assertThat(readings.isDue("registrations", 59 * SECOND)).isFalse();
    assertThat(readings.isDue("registrations", 60 * SECOND)).isTrue();
    assertThat(readings.isDue("registrations", 200 * SECOND)).isFalse();
  }

  @Test
  void tablesDoNotWaitForEachOther() {
    readings.request("registrations");
    readings.request("announce_keys");

    assertThat(readings.isDue("registrations", 0)).isTrue();
    assertThat(readings.isDue("announce_keys", 0)).isTrue();
  }
}
