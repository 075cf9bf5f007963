package equilibrium.ingress.answer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.swarm.Cap;
import equilibrium.schemas.event.AnnounceEvent;
import org.junit.jupiter.api.Test;

/** What is entered into the swarms, and so recorded. */
class EntryLimitsTest {
  private final UnwiredTracker tracker = new UnwiredTracker();

  @Test
  void oneAddressEntersSoManySessionsIntoASwarm() {
    tracker.rule("limits.peers-per-address", "3");
    for (int peer = 0; peer < 3; peer++) {
      assertThat(tracker.announceAs(peer, "10.0.0.1")).matches(UnwiredTracker::isInTime);
    }

    assertThat(tracker.announceAs(3, "10.0.0.1"))
        .isInstanceOfSatisfying(
            NotAdmitted.class,
            unentered ->
                assertThat(unentered.trackerId()).as("it climbs too").matches("[0-9a-f]{32}"));

    assertThat(tracker.found.cap()).isEqualTo(Cap.PEERS_PER_ADDRESS);
    assertThat(tracker.found.peers().size()).as("is served all the same").isEqualTo(3);
    assertThat(tracker.announceAs(2, "10.0.0.1"))
        .as("who is there stays")
        .matches(UnwiredTracker::isInTime);
    assertThat(tracker.announceAs(4, "10.0.0.2")).matches(UnwiredTracker::isInTime);
    for (int peer = 0; peer < 5; peer++) {
      var address = "2001:db8::%d".formatted(peer + 1);
      assertThat(tracker.announceAs(10 + peer, address) instanceof Accepted).isEqualTo(peer < 3);
    }
  }

  @Test
  void aFloodOfSessionsIsSeenInALargeSwarmToo() {
    tracker.rule("limits.requests-per-address", "0");
    for (int peer = 0; peer < 5_000; peer++) {
      var _ = tracker.announceAs(peer, "10.1.%d.%d".formatted(peer / 250, peer % 250));
    }

    int entered = 0;
    for (int peer = 0; peer < 2_000; peer++) {
      entered += tracker.announceAs(10_000 + peer, "10.0.0.1") instanceof Accepted ? 1 : 0;
    }

    assertThat(entered).isEqualTo(64);
  }

  @Test
  void aFloodOfNewSwarmsFromOneAddressIsNeitherEnteredNorRecorded() {
    tracker.rule("limits.requests-per-address", "0");
    tracker.rule("limits.new-swarms-per-address", "3600");
    tracker.rule("limits.new-swarms-per-address-burst", "100");
    int recorded = 0;

    for (int i = 0; i < 600_000; i++) { // 60 s at 10,000 a second
      recorded += tracker.flood(i, "10.0.0.1") instanceof Accepted ? 1 : 0;
      tracker.nowMs += i % 10 == 0 ? 1 : 0;
    }

    assertThat(recorded).isBetween(158, 162);
    assertThat(tracker.inside.state().swarms().size()).isLessThanOrEqualTo(recorded);
    assertThat(tracker.flood(1, "10.0.0.2"))
        .as("others found on")
        .matches(UnwiredTracker::isInTime);
  }

  @Test
  void aFloodFromManyAddressesStaysWithinTheLimits() {
    tracker.rule("limits.swarms", "1000");
    tracker.rule("limits.peers", "1500");
    int recorded = 0;

    for (int i = 0; i < 200_000; i++) {
      var address = "10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255);
      recorded += tracker.flood(i, address) instanceof Accepted ? 1 : 0;
    }
    for (int i = 0; i < 10_000; i++) {
      var address = "10.9.%d.%d".formatted(i >> 8, i & 255);
      var peerId = "-LT1200-%012d".formatted(i);
      recorded +=
          tracker.announceTo(1, address, peerId, AnnounceEvent.STARTED, 5) instanceof Accepted
              ? 1
              : 0;
    }

    assertThat(tracker.inside.state().swarms().size()).isEqualTo(1000);
    assertThat(tracker.inside.state().swarms().peers()).isEqualTo(1500);
    assertThat(recorded).as("what was entered, and 10,000 good-byes").isLessThan(12_000);
  }

  @Test
  void goodByesToSwarmsThatNobodyKnowsAreRecordedWithinTheSameLimit() {
    tracker.rule("limits.new-swarms-per-address-burst", "2");
    for (int torrent = 0; torrent < 2; torrent++) {
      assertThat(
              tracker.announceTo(
                  torrent, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STOPPED, 5))
          .matches(UnwiredTracker::isInTime);
    }

    assertThat(tracker.announceTo(9, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STOPPED, 5))
        .isInstanceOf(Stopped.class);
  }
}
