package equilibrium.ingress.answer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.net.Addresses;
import equilibrium.platform.ProcessClock;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import java.net.InetAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The system clock is set back while the tracker runs. */
class ClockStepsTest {
  private static final Address ADDRESS = Addresses.of(InetAddress.ofLiteral("10.0.0.1"));

  private long systemMs = 1_800_000_000_000L;
  private long nanos;
  private UnwiredTracker tracker;

  @BeforeEach
  void open() {
    var clock = new ProcessClock(() -> systemMs, () -> nanos);
    tracker = new UnwiredTracker(TrackerClock.of(clock, TimeScale.REAL));
  }

  @ParameterizedTest
  @ValueSource(longs = {50_000, 210_000, 3_600_000})
  void noAddressIsLockedOut(long stepMs) {
    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED))
        .matches(UnwiredTracker::isInTime);
    assertThat(tracker.inside.admission().mayConnect(ADDRESS)).isTrue();

    systemMs -= stepMs;

    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE))
        .matches(UnwiredTracker::isInTime);
    assertThat(tracker.inside.admission().mayConnect(ADDRESS)).isTrue();
  }

  @Test
  void noBanGrowsLonger() {
    tracker.rule("limits.forged-ids-per-address", "1");
    for (int i = 0; i < 3; i++) {
      tracker.inside.admission().forged(ADDRESS);
    }
    assertThat(tracker.inside.admission().isBanned(ADDRESS)).isTrue();

    systemMs -= 3_600_000;
    nanos += 601 * 1_000_000_000L;

    assertThat(tracker.inside.admission().isBanned(ADDRESS)).isFalse();
  }

  @Test
  void theEndOfASessionCounts() {
    var _ = tracker.announceTo(0, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED, 0);

    systemMs -= 1_000_000;
    nanos += 5_000_000;
    var _ = tracker.announceTo(0, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STOPPED, 0);

    assertThat(tracker.found.seeders()).isZero();
  }
}
