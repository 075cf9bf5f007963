package equilibrium.ingress.answer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How often a session may announce. */
class EarlyAnnouncesTest {
  private final UnwiredTracker tracker = new UnwiredTracker();

  @Test
  void aSessionMayBeEarlyFourTimesThenItIsToldCountsOnly() {
    var _ = tracker.announce("10.0.0.9", "-LT1200-zzzzzzzzzzzz", AnnounceEvent.STARTED);
    var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED);
    for (int i = 0; i < 4; i++) {
      tracker.nowMs += UnwiredTracker.MINUTE;
      assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE))
          .matches(UnwiredTracker::isInTime);
    }
    tracker.nowMs += UnwiredTracker.MINUTE;

    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE))
        .matches(UnwiredTracker::isEarly);

    assertThat(tracker.found.leechers()).isEqualTo(2);
    assertThat(tracker.found.peers().size()).isZero();
    tracker.nowMs += 450_000;
    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE))
        .matches(UnwiredTracker::isInTime);
    assertThat(tracker.found.peers().size()).isOne();
  }

  @Test
  void whoComesInTimeIsNeverEarly() {
    var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED);
    for (int i = 0; i < 100; i++) {
      tracker.nowMs += 450_000;
      assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE))
          .matches(UnwiredTracker::isInTime);
    }
  }

  @Test
  void changesOfRoleAreEnteredHoweverOftenTheyComeButGetNoList() {
    beEarly();

    assertThat(tracker.announceTo(0, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE, 0))
        .matches(UnwiredTracker::isEarly);
    assertThat(tracker.found.seeders()).isOne();
    assertThat(tracker.announceTo(0, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.PAUSED, 7))
        .matches(UnwiredTracker::isEarly);
    assertThat(tracker.found.partialSeeders()).isOne();
    assertThat(tracker.announceTo(0, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.COMPLETED, 0))
        .matches(UnwiredTracker::isEarly);
    assertThat(tracker.found.downloads()).isOne();
  }

  @Test
  void whoStopsAndStartsAgainHasNoNewAllowance() {
    var _ = tracker.announce("10.0.0.9", "-LT1200-zzzzzzzzzzzz", AnnounceEvent.STARTED);
    int lists = 0;
    for (int i = 0; i < 100; i++) {
      var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED);
      lists += tracker.found.peers().size();
      var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STOPPED);
      tracker.nowMs += 1_000;
    }

    assertThat(lists).isEqualTo(1 + 4);
    tracker.nowMs += 450_000;
    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED))
        .matches(UnwiredTracker::isInTime);
  }

  @Test
  void theOtherSocketsOfAClientAreNotEarly() {
    tracker.rule("limits.early-announces", "0");
    var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED);

    for (int round = 0; round < 3; round++) {
      tracker.nowMs += 450_000;
      for (var address : List.of("10.0.0.1", "192.0.2.7", "198.51.100.3", "2001:db8::1")) {
        assertThat(tracker.announce(address, UnwiredTracker.PEER, AnnounceEvent.NONE))
            .matches(UnwiredTracker::isInTime);
        tracker.nowMs += 3;
      }
    }
  }

  @Test
  void aPeerIdThatManyAddressesUseIsOneSession() {
    var random = new SplittableRandom(4);
    int accepted = 0;

    for (int i = 0; i < 1_000; i++) {
      var address = "10.%d.%d.1".formatted(random.nextInt(256), random.nextInt(256));
      accepted +=
          UnwiredTracker.isInTime(
                  tracker.announce(address, UnwiredTracker.PEER, AnnounceEvent.NONE))
              ? 1
              : 0;
      tracker.nowMs += 10;
    }

    assertThat(accepted).isLessThanOrEqualTo((1 + 4) * (1 + 3));
  }

  private void beEarly() {
    var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED);
    for (int i = 0; i < 4; i++) {
      var _ = tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE);
    }
    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.NONE))
        .matches(UnwiredTracker::isEarly);
  }
}
