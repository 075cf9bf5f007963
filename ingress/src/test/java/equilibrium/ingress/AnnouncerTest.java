package equilibrium.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.Announce.Counters;
import equilibrium.ingress.Announce.Source;
import equilibrium.ingress.Announce.Trace;
import equilibrium.ingress.Outcome.Farewell;
import equilibrium.ingress.Outcome.Heard;
import equilibrium.ingress.Outcome.Limited;
import equilibrium.ingress.Outcome.Refused;
import equilibrium.ingress.Outcome.Unentered;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.Visit.Cap;
import equilibrium.platform.Node;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Transport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of announces under the rules, by a clock that the test turns. */
class AnnouncerTest {
  private static final String PEER = "-LT1200-abcdefghijkl";
  private static final long MINUTE = 60_000;
  private static final List<AnnounceEvent> EVENTS =
      List.of(
          AnnounceEvent.NONE,
          AnnounceEvent.STARTED,
          AnnounceEvent.COMPLETED,
          AnnounceEvent.STOPPED);

  @TempDir Path data;

  private final Operator operator = Operator.silent();
  private final Visit visit = new Visit();
  private final Map<String, String> settings = new HashMap<>();
  private long nowMs = 1_800_000_000_000L;
  private IngressConfig config;
  private Admission admission;
  private Memory memory;
  private Announcer announcer;

  @BeforeEach
  void open() {
    config = config();
    admission = new Admission(config, operator, () -> nowMs);
    memory = Memory.empty(config);
    announcer =
        new Announcer(
            config,
            admission,
            memory,
            new Announcer.Signing(
                new Events(new Node(1, 2)),
                new TrackerIds(ClusterSecret.in(data.resolve("secret")), 1_000_000)),
            () -> nowMs,
            TimeScale.REAL);
    visit.mostPeers = 50;
  }

  private IngressConfig config() {
    return IngressConfig.from(new Settings(null, Map.of(), settings));
  }

  private void rule(String key, String value) {
    settings.put(key, value);
    var rules = config().rules();
    memory.limit(rules.caps());
    admission.enforce(rules);
  }

  // Requests of one address

  @Test
  void anAddressThatAsksTooMuchIsLimitedUntilTimePasses() {
    rule("limits.requests-per-address", "2");
    rule("limits.requests-per-address-burst", "3");

    assertThat(outcomes("10.0.0.1", 5))
        .containsExactly(Heard.class, Heard.class, Heard.class, Limited.class, Limited.class);
    assertThat(outcomes("10.0.0.2", 1)).as("another address").containsExactly(Heard.class);
    nowMs += 500;
    assertThat(outcomes("10.0.0.1", 2)).containsExactly(Heard.class, Limited.class);
  }

  @Test
  void ofIpv6TheFirst64BitsAreTheAddress() {
    rule("limits.requests-per-address-burst", "2");

    assertThat(outcomes("2001:db8::1", 1)).containsExactly(Heard.class);
    assertThat(outcomes("2001:db8::2", 2)).containsExactly(Heard.class, Limited.class);
    assertThat(outcomes("2001:db8:0:1::1", 1)).containsExactly(Heard.class);
  }

  @Test
  void aGoodByeIsNeverAFailure() {
    rule("limits.requests-per-address-burst", "1");
    rule("clients.deny", "-XL");
    var _ = outcomes("10.0.0.1", 1);

    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.STOPPED)).isInstanceOf(Farewell.class);
    assertThat(announce("10.0.0.2", "-XL0012-abcdefghijkl", AnnounceEvent.STOPPED))
        .isInstanceOf(Farewell.class);
    assertThat(announce("10.0.0.3", "-XL0012-abcdefghijkl", AnnounceEvent.STARTED))
        .isEqualTo(new Refused("this client program is not allowed here"));
  }

  @Test
  void aSeedboxWithFiveThousandTorrentsStartsAtOnce() {
    for (int torrent = 0; torrent < 5_000; torrent++) {
      assertThat(announceTo(torrent, "10.0.0.1", PEER, AnnounceEvent.STARTED, 0))
          .matches(AnnouncerTest::isInTime);
      assertThat(admission.mayScrape(Addresses.of(InetAddress.ofLiteral("10.0.0.1")))).isTrue();
    }

    assertThat(memory.swarms().size()).isEqualTo(5_000);
  }

  // How often a session announces

  @Test
  void aSessionMayBeEarlyFourTimesThenItIsToldCountsOnly() {
    var _ = announce("10.0.0.9", "-LT1200-zzzzzzzzzzzz", AnnounceEvent.STARTED);
    var _ = announce("10.0.0.1", PEER, AnnounceEvent.STARTED);
    for (int i = 0; i < 4; i++) {
      nowMs += MINUTE;
      assertThat(announce("10.0.0.1", PEER, AnnounceEvent.NONE)).matches(AnnouncerTest::isInTime);
    }
    nowMs += MINUTE;

    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.NONE)).matches(AnnouncerTest::isEarly);

    assertThat(visit.leechers).isEqualTo(2);
    assertThat(visit.peers.size()).isZero();
    nowMs += 450_000;
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.NONE)).matches(AnnouncerTest::isInTime);
    assertThat(visit.peers.size()).isOne();
  }

  @Test
  void whoComesInTimeIsNeverEarly() {
    var _ = announce("10.0.0.1", PEER, AnnounceEvent.STARTED);
    for (int i = 0; i < 100; i++) {
      nowMs += 450_000;
      assertThat(announce("10.0.0.1", PEER, AnnounceEvent.NONE)).matches(AnnouncerTest::isInTime);
    }
  }

  @Test
  void eventsAndChangesOfRoleAreNeverEarly() {
    beEarly();

    assertThat(announceTo(0, "10.0.0.1", PEER, AnnounceEvent.NONE, 0))
        .matches(AnnouncerTest::isInTime);
    assertThat(visit.seeders).isOne();
    assertThat(announceTo(0, "10.0.0.1", PEER, AnnounceEvent.NONE, 0))
        .matches(AnnouncerTest::isEarly);
    assertThat(announceTo(0, "10.0.0.1", PEER, AnnounceEvent.PAUSED, 7))
        .matches(AnnouncerTest::isInTime);
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.COMPLETED))
        .matches(AnnouncerTest::isInTime);
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.STOPPED)).matches(AnnouncerTest::isInTime);
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.STARTED)).matches(AnnouncerTest::isInTime);
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.NONE))
        .as("a session that begins anew has its allowance again")
        .matches(AnnouncerTest::isInTime);
  }

  @Test
  void theOtherSocketsOfAClientAreNotEarly() {
    rule("limits.early-announces", "0");
    var _ = announce("10.0.0.1", PEER, AnnounceEvent.STARTED);

    for (int round = 0; round < 3; round++) {
      nowMs += 450_000;
      for (var address : List.of("10.0.0.1", "192.0.2.7", "198.51.100.3", "2001:db8::1")) {
        assertThat(announce(address, PEER, AnnounceEvent.NONE)).matches(AnnouncerTest::isInTime);
        nowMs += 3;
      }
    }
  }

  @Test
  void aPeerIdThatManyAddressesUseIsOneSession() {
    var random = new SplittableRandom(4);
    int heard = 0;

    for (int i = 0; i < 1_000; i++) {
      var address = "10.%d.%d.1".formatted(random.nextInt(256), random.nextInt(256));
      heard += isInTime(announce(address, PEER, AnnounceEvent.NONE)) ? 1 : 0;
      nowMs += 10;
    }

    assertThat(heard).isLessThanOrEqualTo((1 + 4) * (1 + 3));
  }

  // What is entered

  @Test
  void oneAddressEntersSoManySessionsIntoASwarm() {
    rule("limits.peers-per-address", "3");
    for (int peer = 0; peer < 3; peer++) {
      assertThat(announceAs(peer, "10.0.0.1")).matches(AnnouncerTest::isInTime);
    }

    assertThat(announceAs(3, "10.0.0.1")).isInstanceOf(Unentered.class);

    assertThat(visit.cap).isEqualTo(Cap.PEERS_PER_ADDRESS);
    assertThat(visit.peers.size()).as("is served all the same").isEqualTo(3);
    assertThat(announceAs(2, "10.0.0.1")).as("who is there stays").matches(AnnouncerTest::isInTime);
    assertThat(announceAs(4, "10.0.0.2")).matches(AnnouncerTest::isInTime);
    for (int peer = 0; peer < 5; peer++) {
      var address = "2001:db8::%d".formatted(peer + 1);
      assertThat(announceAs(10 + peer, address) instanceof Heard).isEqualTo(peer < 3);
    }
  }

  @Test
  void aFloodOfSessionsIsSeenInALargeSwarmToo() {
    rule("limits.requests-per-address", "0");
    for (int peer = 0; peer < 5_000; peer++) {
      var _ = announceAs(peer, "10.1.%d.%d".formatted(peer / 250, peer % 250));
    }

    int entered = 0;
    for (int peer = 0; peer < 2_000; peer++) {
      entered += announceAs(10_000 + peer, "10.0.0.1") instanceof Heard ? 1 : 0;
    }

    assertThat(entered).isEqualTo(64);
  }

  @Test
  void aFloodOfNewSwarmsFromOneAddressIsNeitherEnteredNorRecorded() {
    rule("limits.requests-per-address", "0");
    rule("limits.new-swarms-per-address", "3600");
    rule("limits.new-swarms-per-address-burst", "100");
    int recorded = 0;

    for (int i = 0; i < 600_000; i++) { // 60 s at 10,000 a second
      recorded += flood(i, "10.0.0.1") instanceof Heard ? 1 : 0;
      nowMs += i % 10 == 0 ? 1 : 0;
    }

    assertThat(recorded).isBetween(158, 162);
    assertThat(memory.swarms().size()).isLessThanOrEqualTo(recorded);
    assertThat(flood(1, "10.0.0.2")).as("others found on").matches(AnnouncerTest::isInTime);
  }

  @Test
  void aFloodFromManyAddressesStaysWithinTheLimits() {
    rule("limits.swarms", "1000");
    rule("limits.peers", "1500");
    int recorded = 0;

    for (int i = 0; i < 200_000; i++) {
      var address = "10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255);
      recorded += flood(i, address) instanceof Heard ? 1 : 0;
    }
    for (int i = 0; i < 10_000; i++) {
      var address = "10.9.%d.%d".formatted(i >> 8, i & 255);
      var peerId = "-LT1200-%012d".formatted(i);
      recorded += announceTo(1, address, peerId, AnnounceEvent.STARTED, 5) instanceof Heard ? 1 : 0;
    }

    assertThat(memory.swarms().size()).isEqualTo(1000);
    assertThat(memory.swarms().peers()).isEqualTo(1500);
    assertThat(recorded).as("what was entered, and 10,000 good-byes").isLessThan(12_000);
  }

  @Test
  void goodByesToSwarmsThatNobodyKnowsAreRecordedWithinTheSameLimit() {
    rule("limits.new-swarms-per-address-burst", "2");
    for (int torrent = 0; torrent < 2; torrent++) {
      assertThat(announceTo(torrent, "10.0.0.1", PEER, AnnounceEvent.STOPPED, 5))
          .matches(AnnouncerTest::isInTime);
    }

    assertThat(announceTo(9, "10.0.0.1", PEER, AnnounceEvent.STOPPED, 5))
        .isInstanceOf(Farewell.class);
  }

  @Test
  void otherRulesAreInForceAtOnceAndWhoIsThereStays() {
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.STARTED)).matches(AnnouncerTest::isInTime);

    rule("limits.swarms", "1");
    rule("ingress.interval", "20m");

    assertThat(announceTo(3, "10.0.0.1", PEER, AnnounceEvent.STARTED, 5))
        .isInstanceOf(Unentered.class);
    assertThat(announceTo(0, "10.0.0.1", PEER, AnnounceEvent.COMPLETED, 0))
        .isInstanceOfSatisfying(
            Heard.class, heard -> assertThat(heard.waits().interval()).isBetween(1080, 1320));
    rule("ingress.admission", "registered");
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.STARTED)).isInstanceOf(Refused.class);
  }

  @Test
  void noReasonMakesAClientGiveUpForGood() {
    for (var why : Admission.Why.values()) {
      assertThat(why.words())
          .doesNotContainIgnoringCase("unregistered")
          .doesNotContainIgnoringCase("not registered")
          .doesNotContainIgnoringCase("torrent cannot be found");
    }
  }

  private void beEarly() {
    var _ = announce("10.0.0.1", PEER, AnnounceEvent.STARTED);
    for (int i = 0; i < 4; i++) {
      var _ = announce("10.0.0.1", PEER, AnnounceEvent.NONE);
    }
    assertThat(announce("10.0.0.1", PEER, AnnounceEvent.NONE)).matches(AnnouncerTest::isEarly);
  }

  private List<Class<?>> outcomes(String address, int times) {
    return Stream.generate(() -> announce(address, PEER, AnnounceEvent.STARTED))
        .limit(times)
        .<Class<?>>map(Outcome::getClass)
        .toList();
  }

  private Outcome announce(String address, String peerId, AnnounceEvent event) {
    return announceTo(0, address, peerId, event, 5);
  }

  private Outcome announceAs(int peer, String address) {
    return announceTo(0, address, "-LT1200-%012d".formatted(peer), AnnounceEvent.STARTED, 5);
  }

  /** Another torrent and another peer each time, every kind of event. */
  private Outcome flood(int i, String address) {
    var event = EVENTS.get(i % 4);
    return announceTo(1 + i, address, "-LT1200-%012d".formatted(i), event, 5);
  }

  private Outcome announceTo(
      int torrent, String address, String peerId, AnnounceEvent event, long left) {
    var source = new Source(Addresses.of(InetAddress.ofLiteral(address)), Transport.HTTP, false);
    return announcer.announce(
        new Announce(
            source,
            null,
            new InfoHash(ByteBuffer.allocate(20).putInt(4, torrent).array()),
            new PeerId(peerId.getBytes(ISO_8859_1)),
            1024 + Math.floorMod(peerId.hashCode(), 60_000),
            event,
            new Counters(0L, 0L, left, null, null),
            List.of(),
            null,
            -1,
            Trace.NONE),
        visit);
  }

  private static boolean isEarly(Outcome outcome) {
    return outcome instanceof Heard heard && heard.isEarly();
  }

  private static boolean isInTime(Outcome outcome) {
    return outcome instanceof Heard heard && !heard.isEarly();
  }
}
