package equilibrium.anomaly.announce;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.event.SampleEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenAnnounceTest {

  /** TCP, or a connection id of BEP 15; the replicated layout has neither. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"HTTP, true", "HTTPS, true", "UDP, true", "UDP_REPLICATED, false", "UNKNOWN, false"})
  void theSourceIsVerifiedByARoundTrip(Transport transport, boolean verified) {
    var announced = SampleEvents.announced().setTransport(transport).build();

    var subject = new SeenAnnounce(announced, 1, new Position(0, 0L), 1).subject();

    assertThat(subject.sourceVerified()).isEqualTo(verified);
  }

  @Test
  void aSizeThatIsNotKnownIsNoSize() {
    assertThat(left(16_384)).isEqualTo(SeenAnnounce.UNKNOWN);
    assertThat(left(Long.MAX_VALUE)).isEqualTo(SeenAnnounce.UNKNOWN);
    assertThat(left(16_385)).isEqualTo(16_385);
  }

  private static long left(long announced) {
    var announce = SampleEvents.announced().setLeft(announced).build();
    return new SeenAnnounce(announce, 1, new Position(0, 0L), 1).left();
  }
}
