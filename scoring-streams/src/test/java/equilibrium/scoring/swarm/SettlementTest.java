package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.EpisodeRules;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.AnnounceHeader;
import equilibrium.scoring.session.AnnounceOrder;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionStep.Delta;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.Payout.Payment;
import equilibrium.scoring.swarm.Settlement.Participant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementTest {
  private static final long MB = 1_000_000;
  private static final long HOUR_MS = 3_600_000;
  private static final EpisodeRules RULES = ScoringRules.V3.episodes();

  /**
   * Two uploaders of networks 1 and 2, a downloader of the third column; all in MB. What other
   * networks received is shared out by constrained equal awards.
   */
  @ParameterizedTest(name = "{0} and {1} sent, network {2} received {3}: {4} and {5} count")
  @CsvSource({
    "300, 100, 3, 400, 300, 100",
    "300, 100, 3, 999, 300, 100", // web seeds: more was received
    "300, 100, 3, 200, 100, 100", // L = 100
    "300, 100, 3, 240, 140, 100", // 100 in full, L = 140
    "300, 100, 3, 0, 0, 0",
    "300, 100, 1, 400, 0, 100", // 1 sent to itself
    "0, 100, 1, 100, 0, 100",
  })
  void aSessionIsCreditedAtMostItsShareOfBytesThatOthersReceived(
      long first, long second, int network, long received, long credit, long otherCredit) {
    var settlement =
        settle(
            participant(1, 1, first, 0),
            participant(2, 2, second, 0),
            participant(3, network, 0, received));

    assertThat(credited(settlement, 1)).isEqualTo(credit * MB);
    assertThat(credited(settlement, 2)).isEqualTo(otherCredit * MB);
  }

  /** A client sends to itself between two networks: no other client received it. */
  @Test
  void bytesThatTheSameClientReceivedOnAnotherNetworkDoNotCount() {
    var settlement = settle(participant(1, 1, 400, 0), participant(1, 2, 0, 400));

    assertThat(credited(settlement, 1)).isZero();
    assertThat(settlement.payments()).noneMatch(Payment::corroborates);
  }

  /** 400 MB were received: by client 1, its network 1, or both, 300; so others had 100. */
  @Test
  void bytesOfTheSameClientAndNetworkAreLeftOutOnce() {
    var settlement =
        settle(
            participant(1, 1, 400, 100),
            participant(1, 2, 0, 100),
            participant(2, 1, 0, 100),
            participant(3, 3, 0, 100));

    assertThat(credited(settlement, 1)).isEqualTo(100 * MB);
  }

  /** Clean below 2 * (5 % of the larger side + 30 MB). */
  @ParameterizedTest(name = "{0} MB sent, {1} received: clean {2}")
  @CsvSource({
    "59,     0, true",
    "66,     0, true", // 2 * (3.3 + 30) = 66.6
    "67,     0, false",
    "1000, 841, true", // 2 * (50 + 30) = 160
    "1000, 840, false",
    "840, 1000, false",
  })
  void anEpisodeIsCleanWhenBothSidesAgree(long sent, long received, boolean clean) {
    var settlement = settle(participant(1, 1, sent, 0), participant(2, 2, 0, received));

    assertThat(settlement.isClean()).isEqualTo(clean);
  }

  @Test
  void onlyCreditedUploadsOfACleanEpisodeCorroborateANetwork() {
    var clean =
        settle(participant(1, 1, 100, 0), participant(2, 2, 0, 95), participant(3, 3, 0, 0));
    var unclean = settle(participant(1, 1, 1_000, 0), participant(2, 2, 0, 95));

    assertThat(clean.payments())
        .filteredOn(Payment::corroborates)
        .extracting(Payment::clientId)
        .containsExactly(Announces.clientId(1));
    assertThat(unclean.payments()).noneMatch(Payment::corroborates);
  }

  /** Client 1 reports from two addresses what it sent once; all in MB. */
  @ParameterizedTest(name = "client {0}, {1} sent, {2} received: {3} copies")
  @CsvSource({
    "1, 500, 50, 1",
    "1, 504, 50, 1", // within 1 %
    "1, 506, 50, 0",
    "1, 500, 51, 0",
    "4, 500, 50, 0" // another client
  })
  void aSessionThatRepeatsAnotherOneOfItsClientDoesNotCount(
      int client, long sent, long received, int copies) {
    var again = participant(client, 8, 2, sent, received);
    var settlement = settle(again, participant(1, 9, 1, 500, 50), participant(3, 3, 0, 1_600));
    var event = settlement.event(Announces.SWARM, EpisodeEnd.GAP, 0);

    assertThat(event.getCopies()).isEqualTo(copies);
    assertThat(event.getClaims()).hasSize(3 - copies);
    assertThat(event.getUploaded()).isEqualTo((copies == 1 ? 500 : 500 + sent) * MB);
    assertThat(event.getDownloaded()).isEqualTo((copies == 1 ? 1_650 : 1_650 + received) * MB);
    assertThat(credited(settlement, 1) + credited(settlement, 4)).isEqualTo(event.getUploaded());
    assertThat(downloaded(settlement)).isEqualTo(event.getDownloaded());
  }

  /** Two downloads of a whole torrent are equal without being copies. */
  @Test
  void equalDownloadsWithoutUploadsAreNoCopies() {
    var settlement =
        settle(
            participant(1, 8, 2, 9, 700),
            participant(1, 9, 1, 9, 700),
            participant(2, 2, 1_400, 0));

    assertThat(settlement.event(Announces.SWARM, EpisodeEnd.GAP, 0).getCopies()).isZero();
  }

  @Test
  void aSessionWithoutBytesIsPaidNothing() {
    var settlement =
        settle(participant(1, 1, 9, 0), participant(2, 2, 0, 10), participant(3, 3, 0, 0));

    assertThat(settlement.payments())
        .extracting(Payment::clientId)
        .containsExactly(Announces.clientId(2), Announces.clientId(1));
  }

  @Test
  void theRecordHasAllClaimsTheLargestFirst() {
    var event =
        settle(participant(1, 1, 10, 0), participant(2, 2, 0, 90), participant(3, 3, 0, 0))
            .event(Announces.SWARM, EpisodeEnd.LENGTH, 77);

    assertThat(event.getClosedBy()).isEqualTo(EpisodeEnd.LENGTH);
    assertThat(event.getUploaded()).isEqualTo(10 * MB);
    assertThat(event.getDownloaded()).isEqualTo(90 * MB);
    assertThat(event.getSizeBytes()).isEqualTo(77);
    assertThat(event.getClaims())
        .extracting(claim -> claim.getClientId())
        .containsExactly(Announces.clientId(2), Announces.clientId(1), Announces.clientId(3));
    assertThat(event.getClaims().getFirst().getLeecherAnnounces()).isEqualTo(4);
  }

  @Test
  void aRecordHasABoundedNumberOfClaims() {
    var participants = new ArrayList<Participant>();
    for (int i = 1; i <= RULES.claims() + 10; i++) {
      participants.add(participant(i, i, i, 0));
    }
    var event =
        settle(participants.toArray(new Participant[0])).event(Announces.SWARM, EpisodeEnd.GAP, 0);

    assertThat(event.getClaims()).hasSize(RULES.claims());
    assertThat(event.getClaims().getLast().getUploaded()).isEqualTo(11 * MB);
  }

  @ParameterizedTest(name = "{0} h after its first byte, {1} h after its last: {2}")
  @CsvSource({"23, 1, ", "23.9, 1.16, ", "23, 1.17, GAP", "24, 0, LENGTH", "30, 2, GAP"})
  void anEpisodeEndsByAGapOrItsLength(double hours, double quiet, @Nullable EpisodeEnd end) {
    long nowMs = (long) (hours * HOUR_MS);
    var episode =
        new Episode(0, nowMs - (long) (quiet * HOUR_MS), new Traffic(1, 1, 0), Episode.NEVER);

    assertThat(episode.end(nowMs, RULES)).isEqualTo(end);
    assertThat(Episode.NONE.end(nowMs, RULES)).isNull();
  }

  @Test
  void anEpisodeStartsWithItsFirstByteAndItsStartIsUnique() {
    var idle = Episode.NONE.after(5, moved(0, 0));
    var open = idle.after(7, moved(3, 0)).after(9, moved(0, 2)).after(8, moved(1, 0));
    var next = open.closed().after(6, moved(1, 0)); // received late

    assertThat(idle).isEqualTo(Episode.NONE);
    assertThat(open).isEqualTo(new Episode(7, 9, new Traffic(4, 2, 0), Episode.NEVER));
    assertThat(next.startMs()).isEqualTo(10);
  }

  private static Delta moved(long uploaded, long downloaded) {
    return new Delta(Step.NORMAL, Role.LEECHER, 1, 1, 0, uploaded, uploaded, downloaded, 0, 0);
  }

  private static Settlement settle(Participant... participants) {
    long up = 0;
    long down = 0;
    for (Participant participant : participants) {
      up += participant.claim().traffic().uploaded();
      down += participant.claim().traffic().downloaded();
    }
    return new Settlement(
        new Episode(1, 2, new Traffic(up, down, 0), 0), List.of(participants), RULES);
  }

  private static long credited(Settlement settlement, int client) {
    return settlement.payments().stream()
        .filter(payment -> payment.clientId().equals(Announces.clientId(client)))
        .mapToLong(Payment::uploaded)
        .sum();
  }

  private static long downloaded(Settlement settlement) {
    return settlement.payments().stream().mapToLong(Payment::downloaded).sum();
  }

  static Participant participant(int client, int network, long sent, long received) {
    return participant(client, network, client, sent, received);
  }

  private static Participant participant(
      int client, int network, int peer, long sent, long received) {
    var owner =
        new Owner(Announces.clientId(client), Identity.KEY, Announces.clientId(network), null);
    return new Participant(
        Announces.peerId(peer),
        new Session(
            new AnnounceHeader(
                new AnnounceOrder(0, 0, 0, 0),
                0,
                new Position(0, 0L),
                false,
                0,
                AnnounceEvent.NONE,
                owner),
            new Counters(0, 0, 0, 0),
            Role.LEECHER,
            null,
            false,
            new Claim(1, new Traffic(sent * MB, received * MB, 0), 0, 5, 4, 0)));
  }
}
