package equilibrium.ingress.admission;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.Limited;
import equilibrium.ingress.answer.UnwiredTracker;
import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.AnnounceEvent;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** How often an address may ask. */
class RequestLimitsTest {
  private final UnwiredTracker tracker = new UnwiredTracker();

  @Test
  void anAddressThatAsksTooMuchIsLimitedUntilTimePasses() {
    tracker.rule("limits.requests-per-address", "2");
    tracker.rule("limits.requests-per-address-burst", "3");

    assertThat(tracker.outcomes("10.0.0.1", 5))
        .containsExactly(
            Accepted.class, Accepted.class, Accepted.class, Limited.class, Limited.class);
    assertThat(tracker.outcomes("10.0.0.2", 1))
        .as("another address")
        .containsExactly(Accepted.class);
    tracker.nowMs += 500;
    assertThat(tracker.outcomes("10.0.0.1", 2)).containsExactly(Accepted.class, Limited.class);
  }

  @Test
  void ofIpv6TheFirst64BitsAreTheAddress() {
    tracker.rule("limits.requests-per-address-burst", "2");

    assertThat(tracker.outcomes("2001:db8::1", 1)).containsExactly(Accepted.class);
    assertThat(tracker.outcomes("2001:db8::2", 2)).containsExactly(Accepted.class, Limited.class);
    assertThat(tracker.outcomes("2001:db8:0:1::1", 1)).containsExactly(Accepted.class);
  }

  @Test
  void aSeedboxWithFiveThousandTorrentsStartsAtOnce() {
    for (int torrent = 0; torrent < 5_000; torrent++) {
      assertThat(
              tracker.announceTo(
                  torrent, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED, 0))
          .matches(UnwiredTracker::isInTime);
      assertThat(
              tracker.inside.admission().mayScrape(Addresses.of(InetAddress.ofLiteral("10.0.0.1"))))
          .isTrue();
    }

    assertThat(tracker.inside.state().swarms().size()).isEqualTo(5_000);
  }
}
