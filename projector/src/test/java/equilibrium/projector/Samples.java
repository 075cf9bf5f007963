package equilibrium.projector;

import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.KeyState;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.TierCuts;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One complete event of each kind. Ids are made of one repeated byte. */
public final class Samples {
  public static final long NOW = SampleEvents.NOW;

  public static InfoHash swarm(int fill) {
    return Ids.infoHash(fill);
  }

  static PeerId peer(int fill) {
    return Ids.peerId(fill);
  }

  public static ClientId client(int fill) {
    return Ids.clientId(fill);
  }

  /** Of peer 2 (IPv4) in swarm 1. */
  public static Announced.Builder announced(long sequence, long receivedAtMs) {
    return SampleEvents.announced()
        .setEventId(new EventId(5L, 6L, sequence))
        .setReceivedAtMs(receivedAtMs)
        .setAddress(new Address(Ids.bytes(16, 9)))
        .setAddressKey(8)
        .setEvent(AnnounceEvent.STARTED)
        .setUploaded(100L)
        .setDownloaded(200L)
        .setLeft(300L)
        .setUserAgent("client/1.0")
        .setSessionStartedAtMs(NOW - 60_000)
        .setAnswer(new Answer(Policy.UNGATED, 0, 0, 1, 0, 0, 0, 1800, true, 20));
  }

  public static HandOut handOut() {
    return new HandOut(
        new EventId(5L, 6L, 7L),
        NOW,
        swarm(1),
        client(3),
        peer(2),
        8,
        ByteBuffer.wrap(Ids.bytes(18, 1)));
  }

  /** Of client 3 in swarm 1. */
  public static Contribution.Builder contribution(long atMs) {
    return SampleEvents.contribution()
        .setEventId(new EventId(5L, 6L, atMs))
        .setSource(new Position(0, 17L))
        .setAtMs(atMs)
        .setSeconds(1_800)
        .setSecondsSeeded(1_700)
        .setByteSecondsSeeded(Long.MAX_VALUE)
        .setUploaded(10)
        .setUploadedClaimed(11)
        .setDownloaded(12)
        .setCorrupt(13)
        .setRedundant(14)
        .setLeechers(2)
        .setSwarmUploaded(20)
        .setSwarmDownloaded(21);
  }

  public static SwarmBalance balance(long uploaded) {
    return new SwarmBalance(
        swarm(1),
        new Position(0, 17L),
        NOW,
        uploaded,
        50L,
        3L,
        uploaded - 53,
        NOW - 1_000,
        1,
        2,
        1,
        4L,
        999L);
  }

  public static SwarmEpisode episode() {
    var claim =
        new EpisodeClaim(
            client(3),
            client(4),
            peer(2),
            5L,
            6L,
            7L,
            null,
            8L,
            9,
            10,
            NOW - 2_000,
            NOW - 1_000,
            4L,
            Identity.KEY);
    return SwarmEpisode.newBuilder()
        .setInfoHash(swarm(1))
        .setStartMs(NOW - 2_000)
        .setEndMs(NOW)
        .setClosedBy(EpisodeEnd.GAP)
        .setUploaded(5)
        .setDownloaded(6)
        .setDiscarded(7)
        .setSizeBytes(999)
        .setClaims(List.of(claim))
        .build();
  }

  public static ClientStanding standing(int score, SumKind... kinds) {
    var sums =
        Arrays.stream(kinds).map(k -> new DecayedSum(k, 604_800L, 2_967L, List.of(1L, score + 0L)));
    return new ClientStanding(
        client(3),
        Identity.KEY,
        NOW,
        NOW - 5_000,
        score,
        new ScoreParts(1, 2, 3, 4),
        5,
        2,
        "because",
        1,
        6L,
        sums.toList());
  }

  public static TierCuts cuts(long epoch) {
    return new TierCuts(
        epoch,
        NOW,
        1_000L,
        List.of(250, 500, 750),
        1,
        List.of(250_001, 500_002, 750_003),
        true,
        "1-abc");
  }

  public static Anomaly anomaly() {
    return new Anomaly(
        "R1-abc",
        "R1",
        1,
        client(3),
        Identity.ADDRESS,
        null,
        List.of(peer(2), peer(3)),
        NOW - 1_000,
        NOW,
        2.5,
        1.25,
        4_000,
        0.355,
        Map.of("seconds", 60.0),
        List.of(new Position(0, 17L)),
        true,
        true,
        "too \0 fast",
        List.of());
  }

  /** Of client 3. */
  public static Suspicion suspicion() {
    return suspicion(3);
  }

  static Suspicion suspicion(int client) {
    return Suspicion.newBuilder()
        .setClientId(client(client))
        .setAtMs(NOW)
        .setWeight(4_700)
        .setLevel(2)
        .setBroken(false)
        .setFamilies(List.of("A", "R"))
        .setTorrents(3)
        .setCases(List.of("R1-\"a\\b\"", "R1-c"))
        .setRulesVersion(1)
        .setIdentity(Identity.KEY)
        .setCaseId("C-0123456789abcdef0123")
        .setCaseState(CaseState.OPEN)
        .setOpenedAtMs(NOW - 1_000)
        .setFindings(5)
        .setShadowWeight(9_300)
        .setEnforced(true)
        .setUntilMs(NOW + 86_400_000)
        .setRecurrences(1)
        .setPeerIds(List.of(peer(2), peer(5)))
        .build();
  }

  public static CaseDecision decision() {
    return new CaseDecision(
        client(3), "C-0123456789abcdef0123", CaseVerdict.APPROVED, NOW, "operator", "a note");
  }

  public static final InterventionKey INTERVENTION = new InterventionKey(swarm(1), client(3));

  public static Intervention intervention() {
    return new Intervention(
        swarm(1),
        client(3),
        client(4),
        InterventionKind.WARN,
        "Block 203.0.113.7",
        new Address(Ids.bytes(16, 9)),
        8,
        null,
        "R1-abc",
        NOW,
        NOW + 86_400_000,
        3);
  }

  public static Registration registration(String name) {
    return new Registration(
        swarm(1), true, false, name, 1_000L, 16_384, "CC0-1.0", null, NOW, "cli");
  }

  public static AnnounceKey key() {
    return new AnnounceKey(
        client(3), client(5), client(6), NOW, KeyState.ROTATED, "a note", NOW, "cli");
  }

  public static Member member() {
    return new Member(
        9L,
        NOW,
        "ingress",
        "0.1.0",
        List.of("http://127.0.0.1:6969"),
        NOW,
        List.of(new Position(1, 17L)),
        "",
        true,
        List.of("deaf"),
        "deaf");
  }

  private Samples() {}
}
