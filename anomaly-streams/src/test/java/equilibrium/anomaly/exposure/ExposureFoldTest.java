package equilibrium.anomaly.exposure;

import static equilibrium.anomaly.exposure.Swarm.SUSPECT_IP;
import static equilibrium.anomaly.exposure.Swarm.address;
import static equilibrium.anomaly.exposure.Swarm.announce;
import static equilibrium.anomaly.exposure.Swarm.at;
import static equilibrium.anomaly.exposure.Swarm.endpoint;
import static equilibrium.anomaly.exposure.Swarm.handOut;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.exposure.NetworkEvent.Draft;
import equilibrium.anomaly.exposure.NetworkEvent.Over;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Transport;
import equilibrium.streams.testing.CodecCheck;
import equilibrium.testing.event.Ids;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The client that a warning may be about, its recipients, and the clients that must never be named.
 */
class ExposureFoldTest {
  private static final int SUSPECT = 3;
  private static final int OTHER = 5;
  private static final int PORT = 6881;

  private final Map<ClientId, KnownSuspect> suspects = new HashMap<>();
  private ExposureFold fold = new ExposureFold(false);
  private SwarmExposure swarm = SwarmExposure.NONE;

  @Test
  void aClientThatGotAQuarantinedSuspectIsWarned() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60))
        .containsExactly(
            new Draft(
                Ids.infoHash(1),
                Ids.clientId(OTHER),
                Ids.clientId(SUSPECT),
                InterventionKind.WARN,
                endpoint(SUSPECT_IP, PORT),
                at(60),
                at(1_440)));
    assertThat(review(61)).isEmpty();
  }

  @Test
  void aWatchedSuspectLeadsToNoWarning() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);

    assertThat(review(60)).isEmpty();
  }

  @Test
  void aClientThatNeverGotTheSuspectFromUsIsNotWarned() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(announce(OTHER, "198.51.100.9", PORT, 10), 10);
    take(handOut(OTHER, "198.51.100.77", PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60)).isEmpty();
  }

  @Test
  void aHandOutMoreThanTwoHoursBeforeTheQuarantineIsForgotten() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);
    review(151);
    quarantine(SUSPECT);

    assertThat(review(152)).isEmpty();
  }

  @Test
  void theSuspectIsNotWarnedOfItself() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(SUSPECT, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60)).isEmpty();
  }

  @Test
  void aForgedAddressIsNeverNamed() {
    watch(SUSPECT);
    take(
        announce(SUSPECT, SUSPECT_IP, PORT, 0)
            .setClaimedAddresses(List.of(address("198.51.100.66"))),
        0);
    take(handOut(OTHER, "198.51.100.66", PORT, 30), 30);
    take(handOut(6, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60))
        .singleElement()
        .isInstanceOfSatisfying(
            Draft.class,
            draft -> {
              assertThat(draft.recipient()).isEqualTo(Ids.clientId(6));
              assertThat(draft.endpoint()).isEqualTo(endpoint(SUSPECT_IP, PORT));
            });
  }

  @Test
  void whoUsesARivalsPeerIdIsNamedByItsOwnAddressOnly() {
    watch(SUSPECT);
    take(announce(OTHER, "198.51.100.66", PORT, 0), 0);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 1).setPeerId(Ids.peerId(OTHER)), 1);
    take(handOut(7, "198.51.100.66", PORT, 30), 30);
    take(handOut(8, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60))
        .singleElement()
        .isInstanceOfSatisfying(
            Draft.class,
            draft -> assertThat(draft.endpoint()).isEqualTo(endpoint(SUSPECT_IP, PORT)));
  }

  @Test
  void behindOneAddressARivalsPeerIdLeadsToNoWarning() {
    suspects.put(Ids.clientId(SUSPECT), suspect(Identity.ADDRESS, 0, List.of(Ids.peerId(OTHER))));
    take(announce(SUSPECT, SUSPECT_IP, 1_111, 0).setPeerId(Ids.peerId(OTHER)), 0);
    take(announce(SUSPECT, SUSPECT_IP, 2_222, 1).setPeerId(Ids.peerId(OTHER)), 1);
    take(handOut(7, SUSPECT_IP, 1_111, 30), 30);
    take(handOut(8, SUSPECT_IP, 2_222, 30), 30);
    suspects.put(
        Ids.clientId(SUSPECT), suspect(Identity.ADDRESS, at(1_440), List.of(Ids.peerId(OTHER))));

    assertThat(review(60)).isEmpty();
  }

  @Test
  void behindOneAddressOnlySessionsOfTheEvidenceAreNamed() {
    suspects.put(Ids.clientId(SUSPECT), suspect(Identity.ADDRESS, 0, List.of(Ids.peerId(9))));
    take(announce(SUSPECT, SUSPECT_IP, 1_111, 0).setPeerId(Ids.peerId(9)), 0);
    take(announce(SUSPECT, SUSPECT_IP, 2_222, 1).setPeerId(Ids.peerId(10)), 1);
    take(handOut(7, SUSPECT_IP, 1_111, 30), 30);
    take(handOut(8, SUSPECT_IP, 2_222, 30), 30);
    suspects.put(
        Ids.clientId(SUSPECT), suspect(Identity.ADDRESS, at(1_440), List.of(Ids.peerId(9))));

    assertThat(review(60))
        .singleElement()
        .isInstanceOfSatisfying(
            Draft.class, draft -> assertThat(draft.recipient()).isEqualTo(Ids.clientId(7)));
  }

  @Test
  void anEndpointThatSomebodyElseAnnouncesTooIsNotNamed() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(announce(OTHER, SUSPECT_IP, PORT, 20), 20);
    take(handOut(7, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60)).isEmpty();
  }

  @Test
  void anEndpointIsNamedOnlyWhenOthersHadTimeToAnnounceIt() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(7, SUSPECT_IP, PORT, 1), 1);
    quarantine(SUSPECT);

    assertThat(review(34)).isEmpty();
    assertThat(review(35)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"UNKNOWN", "UDP_REPLICATED"})
  void aSourceThatNoRoundTripProvedIsNotNamed(Transport transport) {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0).setTransport(transport), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60)).isEmpty();
  }

  @Test
  void neverMoreThanAFifthOfASwarmIsWarned() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0).setAnswer(answer(14)), 0);
    for (int client = 20; client < 30; client++) {
      take(handOut(client, SUSPECT_IP, PORT, 30), 30);
    }
    quarantine(SUSPECT);

    assertThat(review(60)).hasSize(2);
    assertThat(review(61)).isEmpty();
  }

  @Test
  void aSwarmOfFourIsNotWarned() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0).setAnswer(answer(4)), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);

    assertThat(review(60)).isEmpty();
  }

  @Test
  void aWarningIsOverWithTheQuarantine() {
    warned();
    watch(SUSPECT);

    assertThat(review(70))
        .containsExactly(new Over(Ids.infoHash(1), Ids.clientId(OTHER), Ids.clientId(SUSPECT)));
    assertThat(review(71)).isEmpty();
  }

  @Test
  void aWarningIsOverWhenTheSuspicionIs() {
    warned();
    suspects.clear();

    assertThat(review(70)).hasSize(1).allMatch(Over.class::isInstance);
    assertThat(swarm).isEqualTo(SwarmExposure.NONE.withSessions(swarm.sessions()));
  }

  @Test
  void aWarningIsOverAfterADay() {
    warned();
    suspects.put(Ids.clientId(SUSPECT), suspect(Identity.KEY, at(20_000), List.of()));

    assertThat(review(1_439)).isEmpty();
    assertThat(review(1_441)).hasSize(1).allMatch(Over.class::isInstance);
  }

  @Test
  void inTheModeOfOneFailureOnlyRecipientsOverHttpFail() {
    fold = new ExposureFold(true);
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);
    take(handOut(6, SUSPECT_IP, PORT, 30), 30);
    take(announce(OTHER, "198.51.100.9", PORT, 31), 31);
    take(announce(6, "198.51.100.10", PORT, 31).setTransport(Transport.UDP), 31);
    take(handOut(OTHER, SUSPECT_IP, PORT, 32), 32); // of these announces
    take(handOut(6, SUSPECT_IP, PORT, 32), 32);
    quarantine(SUSPECT);

    assertThat(review(60))
        .extracting(event -> ((Draft) event).kind())
        .containsExactly(InterventionKind.FAIL_ONCE, InterventionKind.WARN);
  }

  @Test
  void swarmsWithoutSuspectsLeaveNothing() {
    take(announce(OTHER, "198.51.100.9", PORT, 0), 0);
    take(handOut(6, "198.51.100.9", PORT, 1), 1);

    assertThat(swarm).isEqualTo(SwarmExposure.NONE);
  }

  @Test
  void stateIsBounded() {
    watch(SUSPECT);
    for (int port = 1; port < 500; port++) {
      take(announce(SUSPECT, SUSPECT_IP, port, 0).setPeerId(Ids.peerId(port % 200)), 0);
      take(handOut(1 + port % 200, SUSPECT_IP, port, 1), 1);
      take(handOut(1 + (port + 50) % 200, SUSPECT_IP, port, 1), 1);
    }

    assertThat(swarm.endpoints()).hasSize(SwarmExposure.MOST_ENDPOINTS);
    assertThat(swarm.exposures()).hasSize(SwarmExposure.MOST_EXPOSURES);
  }

  @Test
  void aSwarmIsStoredAndReadAgain() {
    warned();
    take(handOut(6, SUSPECT_IP, PORT, 60), 60);

    new CodecCheck<>(SwarmExposureCodec.CODEC).survives(swarm);
    new CodecCheck<>(KnownSuspect.CODEC)
        .survives(suspect(Identity.ADDRESS, 5, List.of(Ids.peerId(1), Ids.peerId(2))));
    var events = new CodecCheck<>(NetworkEvent.CODEC);
    events.survives(new NetworkEvent.Seen(Ids.clientId(1), 5));
    events.survives(new Over(Ids.infoHash(1), Ids.clientId(1), Ids.clientId(2)));
    events.survives(
        new Draft(
            Ids.infoHash(1),
            Ids.clientId(1),
            Ids.clientId(2),
            InterventionKind.FAIL_ONCE,
            endpoint(SUSPECT_IP, PORT),
            1,
            2));
  }

  private void warned() {
    watch(SUSPECT);
    take(announce(SUSPECT, SUSPECT_IP, PORT, 0), 0);
    take(handOut(OTHER, SUSPECT_IP, PORT, 30), 30);
    quarantine(SUSPECT);
    assertThat(review(60)).hasSize(1);
  }

  private void watch(int client) {
    suspects.put(Ids.clientId(client), suspect(Identity.KEY, 0, List.of()));
  }

  private void quarantine(int client) {
    suspects.put(Ids.clientId(client), suspect(Identity.KEY, at(1_440), List.of()));
  }

  private static KnownSuspect suspect(Identity identity, long untilMs, List<PeerId> peers) {
    return new KnownSuspect(identity, untilMs, "C-ab12cd34ef56ab12cd34", peers);
  }

  private static Answer answer(int sessions) {
    return new Answer(Policy.UNGATED, 0, 0, sessions - 1, 1, 0, 0, 1_800, true, 50);
  }

  private void take(Announced.Builder announced, long minutes) {
    swarm = fold.announced(swarm, announced.build(), at(minutes), suspects::get);
  }

  private void take(HandOut handOut, long minutes) {
    swarm = fold.handedOut(swarm, handOut, at(minutes));
  }

  private List<NetworkEvent> review(long minutes) {
    var reviewed = fold.reviewed(Ids.infoHash(1), swarm, at(minutes), suspects::get);
    swarm = reviewed.swarm();
    return List.copyOf(reviewed.events().keySet());
  }
}
