package equilibrium.console;

import static java.util.Objects.requireNonNull;

import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.KeyState;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.TierCuts;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.util.List;
import java.util.Map;

/** One of everything that the console shows, published to its topics. */
final class Sampled {
  static final String ADDRESS = "203.0.113.7";
  static final String ADDRESS_6 = "2001:db8::7";
  static final String SWARM = equilibrium.schemas.Ids.hex(Ids.infoHash(1).bytes());
  static final String CLIENT = equilibrium.schemas.Ids.hex(Ids.clientId(3).bytes());
  static final String OTHER = equilibrium.schemas.Ids.hex(Ids.clientId(4).bytes());
  static final String CASE = "C-0123456789abcdef0123";
  static final String FINDING = "R1-abc";

  private static final long NOW = System.currentTimeMillis();

  static void publish(ConsoleFixture console) {
    var swarm = Ids.infoHash(1);
    var client = Ids.clientId(3);
    var address = requireNonNull(IpAddress.parse(ADDRESS)).event();
    console.publish(
        Topics.ANNOUNCES,
        swarm,
        SampleEvents.announced()
            .setReceivedAtMs(NOW)
            .setSessionStartedAtMs(NOW - 60_000)
            .setAddress(address)
            .setAddressKey(0)
            .build());
    console.publish(
        Topics.ANNOUNCES,
        swarm,
        SampleEvents.announced()
            .setPeerId(Ids.peerId(6))
            .setClientId(Ids.clientId(4))
            .setReceivedAtMs(NOW)
            .setSessionStartedAtMs(NOW - 60_000)
            .setFamily(AddressFamily.IPV6)
            .setAddress(requireNonNull(IpAddress.parse(ADDRESS_6)).event())
            .setAddressKey(0)
            .build());
    console.publish(Topics.CONTRIBUTIONS, swarm, SampleEvents.contribution().build());
    console.publish(Topics.SWARM_BALANCES, swarm, balance());
    console.publish(Topics.CLIENT_STANDINGS, client, standing());
    console.publish(
        Topics.TIER_CUTS,
        Topics.CUTS_KEY,
        new TierCuts(
            6L,
            NOW,
            1_000L,
            List.of(250, 500, 750),
            1,
            List.of(250_001, 500_002, 750_003),
            true,
            "1-abc"));
    find(console, FINDING);
    console.publish(Topics.SUSPICIONS, client, suspicion());
    warn(console, swarm, ADDRESS);
    console.publish(
        Topics.REGISTRATIONS,
        swarm,
        new Registration(
            swarm, true, false, "a name", 1_000L, 16_384, "CC0-1.0", null, NOW, "cli"));
    console.publish(
        Topics.ANNOUNCE_KEYS,
        client,
        new AnnounceKey(
            client, Ids.clientId(5), Ids.clientId(6), NOW, KeyState.ROTATED, "a note", NOW, "cli"));
    console.publish(
        Topics.MEMBERS,
        9L,
        new Member(
            9L,
            NOW,
            "scoring",
            "0.1.0",
            List.of("http://tracker.example:6969"),
            NOW + 600_000, // it is here, however long the tests take
            List.of(new Position(1, 17L)),
            "",
            true,
            List.of("deaf"),
            ""));
  }

  /** Client 4 is told in a swarm to block an address. */
  static void warn(ConsoleFixture console, InfoHash swarm, String address) {
    console.publish(
        Topics.INTERVENTIONS,
        new InterventionKey(swarm, Ids.clientId(4)),
        new Intervention(
            swarm,
            Ids.clientId(4),
            Ids.clientId(3),
            InterventionKind.WARN,
            "Block " + address,
            requireNonNull(IpAddress.parse(address)).event(),
            0,
            null,
            CASE,
            NOW,
            NOW + 86_400_000,
            3));
  }

  /** Something is found about client 3. */
  static void find(ConsoleFixture console, String finding) {
    console.publish(Topics.ANOMALIES, Ids.clientId(3), anomaly(finding));
  }

  private static SwarmBalance balance() {
    return new SwarmBalance(
        Ids.infoHash(1),
        new Position(0, 17L),
        NOW,
        100_000_000L,
        50_000_000L,
        3L,
        49_999_997L,
        NOW - 1_000,
        1,
        2,
        1,
        4L,
        999L);
  }

  private static ClientStanding standing() {
    return new ClientStanding(
        Ids.clientId(3),
        Identity.KEY,
        NOW,
        NOW - 5_000,
        510,
        new ScoreParts(300, 50, 100, 60),
        0,
        2,
        "tier 2 of 3: 510 points",
        1,
        6L,
        List.of());
  }

  private static Anomaly anomaly(String finding) {
    return new Anomaly(
        finding,
        "R1",
        1,
        Ids.clientId(3),
        Identity.ADDRESS,
        Ids.infoHash(1),
        List.of(Ids.peerId(2)),
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
        "too fast",
        List.of());
  }

  private static Suspicion suspicion() {
    return Suspicion.newBuilder()
        .setClientId(Ids.clientId(3))
        .setAtMs(NOW)
        .setWeight(4_700)
        .setLevel(2)
        .setBroken(false)
        .setFamilies(List.of("A", "R"))
        .setTorrents(3)
        .setCases(List.of(FINDING))
        .setRulesVersion(1)
        .setIdentity(Identity.KEY)
        .setCaseId(CASE)
        .setCaseState(CaseState.OPEN)
        .setOpenedAtMs(NOW - 1_000)
        .setFindings(5)
        .setShadowWeight(9_300)
        .setEnforced(true)
        .setUntilMs(NOW + 86_400_000)
        .setRecurrences(1)
        .setPeerIds(List.of(Ids.peerId(2)))
        .build();
  }

  private Sampled() {}
}
