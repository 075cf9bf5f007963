package equilibrium.ingress.answer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.schemas.event.AnnounceEvent;
import org.junit.jupiter.api.Test;

/** What becomes of announces under the rules. */
class AnnouncerTest {
  private final UnwiredTracker tracker = new UnwiredTracker();

  @Test
  void aGoodByeIsNeverAFailure() {
    tracker.rule("limits.requests-per-address-burst", "1");
    tracker.rule("clients.deny", "-XL");
    var _ = tracker.outcomes("10.0.0.1", 1);

    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STOPPED))
        .isInstanceOf(Stopped.class);
    assertThat(tracker.announce("10.0.0.2", "-XL0012-abcdefghijkl", AnnounceEvent.STOPPED))
        .isInstanceOf(Stopped.class);
    assertThat(tracker.announce("10.0.0.3", "-XL0012-abcdefghijkl", AnnounceEvent.STARTED))
        .isEqualTo(new Refused("this client program is not allowed here"));
  }

  @Test
  void otherRulesAreInForceAtOnceAndWhoIsThereStays() {
    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED))
        .matches(UnwiredTracker::isInTime);

    tracker.rule("limits.swarms", "1");
    tracker.rule("ingress.interval", "20m");

    assertThat(tracker.announceTo(3, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED, 5))
        .isInstanceOf(NotAdmitted.class);
    assertThat(tracker.announceTo(0, "10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.COMPLETED, 0))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.interval()).isBetween(1080, 1320));
    tracker.rule("ingress.admission", "registered");
    assertThat(tracker.announce("10.0.0.1", UnwiredTracker.PEER, AnnounceEvent.STARTED))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aListIsAsLongAsTheRulesOfNowSay() {
    for (int peer = 0; peer < 9; peer++) {
      var _ = tracker.announceAs(peer, "10.0.0." + (peer + 1));
    }
    tracker.rule("ingress.numwant", "5");
    var _ = tracker.announceAs(20, "10.0.1.1");
    int usual = tracker.listed().size();
    tracker.rule("ingress.numwant-max", "3");
    var _ = tracker.announceAs(21, "10.0.1.2");

    assertThat(usual).isEqualTo(5);
    assertThat(tracker.listed()).hasSize(3);
  }

  @Test
  void noReasonMakesAClientGiveUpForGood() {
    for (var why : Admission.Why.values()) {
      assertThat(why.text())
          .doesNotContainIgnoringCase("unregistered")
          .doesNotContainIgnoringCase("not registered")
          .doesNotContainIgnoringCase("torrent cannot be found");
    }
  }
}
