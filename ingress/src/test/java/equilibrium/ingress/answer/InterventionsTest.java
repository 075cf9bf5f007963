package equilibrium.ingress.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Notice;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.intervention.Exposure;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Clients.Suspect;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Transport;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * What clients get because of a suspicion, and that no innocent one is hit (docs/policy.md 3.6).
 */
class InterventionsTest {
  private static final String GOOD = "198.51.100.1";
  private static final String BAD = "203.0.113.7";
  private static final String TEXT = "Block 203.0.113.7 (bad client) t.example/c/AB12";
  private static final String CASE = "C-ab12cd340011223344ff";
  private static final InfoHash SWARM = new InfoHash(new byte[20]);
  private static final long HOUR = 3_600_000;

  private final UnwiredTracker tracker =
      new UnwiredTracker(Map.of("ingress.case-url", "t.example", "ingress.peer-lifetime", "70m"));

  private static Announce announce(String from, String peerId, AnnounceEvent event) {
    return new Announce()
        .from(new Source(address(from), Transport.HTTP, false))
        .session(SWARM.bytes(), peerId(peerId).bytes())
        .port(2000 + peerId.hashCode() % 1000)
        .event(event)
        .counters(0, 0, 5);
  }

  private static Address address(String text) {
    return Addresses.of(InetAddress.ofLiteral(text));
  }

  private static PeerId peerId(String name) {
    return new PeerId((name + "-".repeat(20)).substring(0, 20).getBytes(ISO_8859_1));
  }

  private ClientId client(String address) {
    return TrackerInside.ADDRESS_IDS.of(address(address));
  }

  private Outcome ask(String from, String peerId, AnnounceEvent event) {
    return tracker.announce(announce(from, peerId, event));
  }

  /** What the reply to an announce in time says besides. */
  private @Nullable Notice notice(String from, String peerId, AnnounceEvent event) {
    tracker.nowMs += HOUR / 4;
    return ask(from, peerId, event) instanceof Accepted accepted ? accepted.notice() : null;
  }

  private @Nullable Notice notice(String from) {
    return notice(from, from, AnnounceEvent.NONE);
  }

  private void suspect(String address, Suspect suspect) {
    tracker.inside.state().clients().suspect(client(address).bytes(), suspect);
    tracker.inside.core.interventions().suspects().put(client(address), suspect, CASE);
  }

  private void expose(String address, InterventionKind kind) {
    var exposure =
        new Exposure(kind, TEXT, address(BAD), 6881, tracker.nowMs, tracker.nowMs + 30 * HOUR, 3);
    var recipient = new InterventionKey(SWARM, client(address));
    tracker.inside.core.interventions().exposures().put(recipient, exposure);
  }

  /** So many others in the swarm. */
  private void fill(int peers) {
    for (int i = 1; i <= peers; i++) {
      ask("192.0.2." + i, "other" + i, AnnounceEvent.STARTED);
    }
  }

  @Test
  void anExposedClientIsWarnedInThreeRepliesAndNobodyElseIs() {
    fill(3);
    expose(GOOD, InterventionKind.WARN);

    assertThat(notice("192.0.2.1", "other1", AnnounceEvent.NONE)).isNull();
    for (int i = 0; i < 3; i++) {
      assertThat(notice(GOOD)).isEqualTo(new Notice.Warning(TEXT, address(BAD), 6881));
      assertThat(tracker.found.peers().size()).isEqualTo(3);
    }

    assertThat(notice(GOOD)).isNull();
  }

  @Test
  @DisplayName("U22: early announces, stops and datagrams carry no warning")
  void earlyAnnouncesStopsAndDatagramsAreNotWarned() {
    expose(GOOD, InterventionKind.WARN);

    assertThat(notice(GOOD, GOOD, AnnounceEvent.STOPPED)).isNull();
    assertThat(tracker.announceOverUdp(announce(GOOD, GOOD, AnnounceEvent.STARTED)))
        .isInstanceOfSatisfying(Accepted.class, reply -> assertThat(reply.notice()).isNull());
    tracker.rule("limits.early-announces", "0");
    assertThat(((Accepted) ask(GOOD, GOOD, AnnounceEvent.NONE)).notice()).isNull();
    assertThat(notice(GOOD)).isNotNull();
  }

  @Test
  void aSuspectIsWarnedOnceInADayWhereverItAnnounces() {
    suspect(BAD, new Suspect(0, false, null));

    assertThat(notice(BAD))
        .isEqualTo(new Notice.Warning("Stats look wrong, see t.example/c/ab12cd34", null, 0));
    suspect(BAD, new Suspect(0, false, null));
    long from = tracker.nowMs;
    while (tracker.nowMs + HOUR / 4 < from + 24 * HOUR) {
      assertThat(notice(BAD)).isNull();
    }
    assertThat(notice(BAD)).isNotNull();
  }

  @Test
  void aFailureComesOnceInPlaceOfAReplyThatIsRecorded() {
    fill(10);
    assertThat(notice(GOOD)).isNull();
    expose(GOOD, InterventionKind.FAIL_ONCE);

    assertThat(notice(GOOD, GOOD, AnnounceEvent.STARTED)).isNull();
    tracker.rule("ingress.hand-outs", "all");
    tracker.nowMs += HOUR / 4;
    var failed = (Accepted) ask(GOOD, GOOD, AnnounceEvent.NONE);

    assertThat(failed.notice()).isEqualTo(new Notice.Failure(TEXT, 300));
    assertThat(failed.handOut()).isNull();
    assertThat(TrackerInside.announced(failed).getAnswer().getPeers()).isZero();
    assertThat(notice(GOOD)).isNull();
    assertThat(tracker.found.peers().size()).isEqualTo(10);
  }

  @Test
  void whereAFailureIsNotAllowedAWarningSaysTheSame() {
    fill(4);
    expose(GOOD, InterventionKind.FAIL_ONCE); // one of five
    assertThat(notice(GOOD)).isEqualTo(new Notice.Warning(TEXT, address(BAD), 6881));
    fill(20);
    assertThat(notice(GOOD)).isInstanceOf(Notice.Warning.class);

    tracker.nowMs -= 10 * HOUR; // it began before this node did
    expose("192.0.2.5", InterventionKind.FAIL_ONCE);
    tracker.nowMs += 10 * HOUR;

    assertThat(notice("192.0.2.5", "other5", AnnounceEvent.NONE))
        .isInstanceOf(Notice.Warning.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = AnnounceEvent.class,
      names = {"NONE", "STARTED", "PAUSED"})
  void aRefusedClientGetsAFailureForAnHour(AnnounceEvent event) {
    suspect(BAD, new Suspect(0, true, null));

    assertThat(ask(BAD, BAD, event))
        .isEqualTo(new Refused("Refused, see t.example/c/ab12cd34", 3600));
  }

  @ParameterizedTest
  @EnumSource(
      value = AnnounceEvent.class,
      mode = Mode.EXCLUDE,
      names = {"NONE", "STARTED", "PAUSED"})
  void stopsAndCompletionsOfARefusedClientAreRecordedAndGetNobody(AnnounceEvent event) {
    fill(3);
    suspect(BAD, new Suspect(0, true, null));

    assertThat(ask(BAD, BAD, event)).isInstanceOf(Accepted.class);

    assertThat(tracker.found.peers().size()).isZero();
  }

  @Test
  void aClientInQuarantineWaitsAsOthersDo() {
    fill(10);
    suspect(BAD, new Suspect(tracker.nowMs + HOUR, false, null));
    tracker.inside.core.interventions().suspects().remove(client(BAD));

    var reply = (Accepted) ask(BAD, BAD, AnnounceEvent.STARTED);

    assertThat(tracker.found.peers().size()).isEqualTo(5);
    assertThat(reply.interval()).isBetween(1620, 1980);
    assertThat(reply.notice()).isNull();
  }

  @Test
  void theSwitchEndsAllOfItAtOnce() {
    fill(10);
    suspect(BAD, new Suspect(Long.MAX_VALUE, true, null));
    expose(GOOD, InterventionKind.WARN);

    tracker.rule("ingress.interventions", "false");

    assertThat(ask(BAD, BAD, AnnounceEvent.STARTED)).isInstanceOf(Accepted.class);
    assertThat(notice(BAD)).isNull();
    assertThat(tracker.found.peers().size()).isEqualTo(10);
    assertThat(notice(GOOD)).isNull();
    assertThat(tracker.found.peers().size()).isEqualTo(11);
    tracker.rule("ingress.interventions", "true");
    assertThat(notice(GOOD)).isNotNull();
    assertThat(tracker.found.peers().size()).isEqualTo(10);
    assertThat(ask(BAD, BAD, AnnounceEvent.NONE)).isInstanceOf(Refused.class);
  }

  @Test
  void ofHandOutsThoseWithAPeerUnderWatchAreRecordedOrAllOrNone() {
    fill(3);
    assertThat(handOut(GOOD)).isFalse();
    tracker.rule("ingress.hand-outs", "all");
    assertThat(handOut(GOOD)).isTrue();
    tracker.rule("ingress.hand-outs", "watched");

    suspect("192.0.2.2", Suspect.watched());

    assertThat(handOut(GOOD)).isTrue();
    tracker.rule("ingress.interventions", "false");
    assertThat(handOut(GOOD)).isTrue();
    tracker.rule("ingress.hand-outs", "off");
    assertThat(handOut(GOOD)).isFalse();
  }

  private boolean handOut(String from) {
    tracker.nowMs += HOUR / 4;
    return ((Accepted) ask(from, from, AnnounceEvent.NONE)).handOut() != null;
  }

  // Framing: what an attacker can forge names and hits nobody else.

  @Test
  void aForgedAddressIsNeitherListedNorHit() {
    var victim = announce(GOOD, "victim", AnnounceEvent.STARTED);
    var _ = tracker.announce(victim);
    var _ = tracker.announce(claiming(announce(BAD, "forger", AnnounceEvent.STARTED), GOOD));

    suspect(BAD, new Suspect(tracker.nowMs + 10 * HOUR, false, peerId("forger").bytes()));

    assertThat(listedTo("192.0.2.9")).containsExactly(GOOD);
    assertThat(tracker.announce(victim)).isInstanceOf(Accepted.class);
  }

  private static Announce claiming(Announce announce, String address) {
    var claimed = IpAddress.of(address(address));
    return announce.claim(claimed.high(), claimed.low());
  }

  @Test
  void theOneWhoSendsARivalsPeerIdIsHitAlone() {
    suspect(BAD, new Suspect(Long.MAX_VALUE, true, peerId("victim").bytes()));

    assertThat(ask(BAD, "victim", AnnounceEvent.STARTED)).isInstanceOf(Refused.class);

    assertThat(ask(GOOD, "victim", AnnounceEvent.STARTED)).isInstanceOf(Accepted.class);
    assertThat(listedTo("192.0.2.9")).containsExactly(GOOD);
  }

  @Test
  void ofASharedAddressOnlyTheSessionOfTheEvidenceIsHit() {
    suspect(BAD, new Suspect(tracker.nowMs + HOUR, true, peerId("bad").bytes()));
    expose(GOOD, InterventionKind.WARN);

    assertThat(ask(BAD, "bad", AnnounceEvent.STARTED)).isInstanceOf(Refused.class);
    assertThat(notice(BAD, "neighbour", AnnounceEvent.STARTED)).isNull();

    assertThat(tracker.found.isQuarantined()).isFalse();
    assertThat(listedTo("192.0.2.9")).containsExactly(BAD);
    assertThat(notice(BAD, "bad", AnnounceEvent.COMPLETED)).isInstanceOf(Notice.Warning.class);
    assertThat(listedTo("192.0.2.10")).containsExactlyInAnyOrder(BAD, "192.0.2.9");
  }

  /** The addresses that another client gets. */
  private List<String> listedTo(String from) {
    var _ = ask(from, from, AnnounceEvent.STARTED);
    return tracker.listed();
  }

  private long applied(String kind) {
    return (long)
        Objects.requireNonNull(
                tracker
                    .inside
                    .metrics
                    .find("equilibrium_interventions_applied_total")
                    .tag("kind", kind)
                    .functionCounter())
            .count();
  }

  @Test
  void whatIsDoneIsCountedByKind() {
    tracker.inside.core.register(tracker.inside.metrics);
    fill(10);
    expose(GOOD, InterventionKind.WARN);
    suspect(BAD, new Suspect(Long.MAX_VALUE, false, null));

    var _ = notice(GOOD);
    var _ = notice(BAD);
    suspect(BAD, new Suspect(Long.MAX_VALUE, true, null));
    var _ = notice(BAD);
    expose(GOOD, InterventionKind.FAIL_ONCE);
    var _ = notice(GOOD);

    assertThat(List.of("warning", "own-warning", "quarantine", "refusal", "fail-once"))
        .allSatisfy(kind -> assertThat(applied(kind)).isOne());
  }
}
