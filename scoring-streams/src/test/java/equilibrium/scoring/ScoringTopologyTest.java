package equilibrium.scoring;

import static equilibrium.schemas.event.AnnounceEvent.COMPLETED;
import static equilibrium.schemas.event.AnnounceEvent.NONE;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.Announces.GIB;
import static equilibrium.scoring.Announces.leeches;
import static equilibrium.scoring.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.Announces.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTopologyTest {
  private static final long INTERVAL = 1_800;
  private static final long LIFETIME = 4_200;
  private static final long HOUR = 3_600;
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());

  @TempDir private Path data;
  private final Announces announces = new Announces();
  private Log log;

  @BeforeEach
  void open() {
    log = new Log(data);
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** Stores and internal topics hold what nobody else knows: renaming one loses it. */
  @Test
  void theShapeIsTheDeployedOne() throws IOException {
    var shape = new ScoringTopology(TimeScale.REAL, ScoringRules.V2).build().describe().toString();

    assertThat(shape).isEqualToIgnoringWhitespace(text("/scoring-topology.txt"));
  }

  @Test
  void aContributionTellsAllThatTheAnnounceAdded() {
    log.append(announces.by(leeches(0, 0, GIB)));
    log.append(announces.by(1, 2, 2, seeds(0, 0)));
    log.append(announces.by(1, 2, 2, seeds(INTERVAL, GIB)));

    var last = log.read(Topics.CONTRIBUTIONS).getLast();

    assertThat(last.getSource()).isEqualTo(new Position(0, 2L));
    assertThat(last.getPrevious()).isEqualTo(new Position(0, 1L));
    assertThat(last.getClientId()).isEqualTo(Announces.clientId(2));
    assertThat(last.getKind()).isEqualTo(Step.NORMAL);
    assertThat(last.getRole()).isEqualTo(Role.SEEDER);
    assertThat(last.getSecondsSeeded()).isEqualTo(INTERVAL);
    assertThat(last.getByteSecondsSeeded()).isEqualTo(INTERVAL * GIB);
    assertThat(last.getUploaded()).isEqualTo(GIB);
    assertThat(last.getLeft()).isZero();
    assertThat(last.getSizeBytes()).isEqualTo(GIB);
    assertThat(last.getSeeders()).isEqualTo(1);
    assertThat(last.getLeechers()).isEqualTo(1);
    assertThat(last.getSwarmUploaded()).isEqualTo(GIB);
    assertThat(last.getSwarmDownloaded()).isZero();
  }

  @Test
  void aDownloadShowsInTheBooksOfItsSwarm() {
    log.append(announces.by(new Said(0, STARTED, 0L, 0L, GIB)));
    log.append(announces.by(new Said(INTERVAL, COMPLETED, 0L, GIB, 0L)));
    log.append(announces.by(new Said(INTERVAL + 1, COMPLETED, 0L, GIB, 0L)));

    var balance = log.read(Topics.SWARM_BALANCES).getLast();

    assertThat(balance.getDownloaded()).isEqualTo(GIB);
    assertThat(balance.getImbalance()).isEqualTo(-GIB);
    assertThat(balance.getImbalancedSinceMs()).isEqualTo(balance.getAtMs());
    assertThat(balance.getSeeders()).isEqualTo(1);
    assertThat(balance.getLeechers()).isZero();
    assertThat(balance.getCompleted()).isEqualTo(1);
  }

  @Test
  void aPeerThatIsUnheardForALifetimeLeavesItsSwarm() {
    log.append(announces.by(seeds(0, 0)));
    log.append(announces.by(1, 2, 2, leeches(60, 0, GIB)));

    log.tick(LIFETIME - 1);
    assertThat(balance().seeders()).isEqualTo(1);

    log.tick(LIFETIME);
    assertThat(balance().seeders()).isZero();
    assertThat(balance().leechers()).isEqualTo(1);

    log.tick(LIFETIME + 60);
    assertThat(balance().leechers()).isZero();
  }

  @Test
  void anEndedSessionIsForgottenWhenNoEventOfItCanCome() {
    log.append(announces.by(seeds(0, 0)));
    log.append(announces.by(new Said(10, STOPPED, 0L, 0L, 0L)));

    log.tick(9 + LIFETIME + 6 * HOUR);
    assertThat(log.driver.getKeyValueStore(SwarmStores.SESSIONS).all()).hasNext();

    log.tick(10 + LIFETIME + 6 * HOUR);
    assertThat(log.driver.getKeyValueStore(SwarmStores.SESSIONS).all()).isExhausted();
    assertThat(log.driver.getKeyValueStore(SwarmStores.SWARMS).all()).isExhausted();
  }

  @Test
  void aLateCopyOfAStartResurrectsNobody() {
    var started = announces.by(new Said(0, STARTED, 0L, 0L, GIB));
    log.append(started);
    log.append(announces.by(new Said(100, STOPPED, 0L, 5L, GIB - 5)));
    var before = balance();

    log.append(started, started.getReceivedAtMs() + 5 * HOUR * 1_000);
    log.tick(7 * HOUR + 1_000);
    log.append(started, started.getReceivedAtMs() + 9 * HOUR * 1_000);

    assertThat(before.leechers()).isZero();
    assertThat(balance()).isEqualTo(before);
    assertThat(log.read(Topics.CONTRIBUTIONS)).hasSize(2);
  }

  @Test
  void badBytesBecomeADeadLetterAndTheRestGoesOn() {
    close();
    // Under exactly-once the test driver swallows dead letters; a broker does not.
    log = new Log(data, Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "at_least_once"));
    byte[] bad = {(byte) 0xC3, 1, 2, 3};

    log.appendBytes(bad);
    log.append(announces.by(seeds(0, 0)));

    assertThat(log.read(Topics.DEAD_LETTERS)).containsExactly(bad);
    assertThat(log.read(Topics.CONTRIBUTIONS)).hasSize(1);
  }

  @Test
  void tiersComeFromWhereAClientStandsAmongAll() {
    for (int day = 0; day < 3; day++) {
      seedersOfADay(day * 24L * HOUR);
      for (int hour = 0; hour < 24; hour++) {
        log.driver.advanceWallClockTime(Duration.ofHours(1));
      }
    }

    var standings = newestStandings();
    assertThat(standings).extracting(ClientStanding::getTier).containsExactly(0, 1, 2, 3);
    assertThat(standings).extracting(ClientStanding::getRulesVersion).containsOnly(2);
    assertThat(standings.getLast().getWhy())
        .startsWith("tier 3 of 3: ")
        .contains("points; the highest; recent seeding size ");
  }

  @Test
  void suspicionLowersScoreAndTierAtOnceUntilItIsTakenBack() {
    seedersOfADay(0);
    log.driver.advanceWallClockTime(Duration.ofHours(19));
    log.driver.advanceWallClockTime(Duration.ofHours(1));
    var best = Announces.clientId(4);
    assertThat(newestStandings().getLast().getTier()).isEqualTo(1);

    log.tell(Topics.SUSPICIONS, best, suspicion(best));
    assertThat(newestStandings().getLast())
        .extracting(ClientStanding::getScore, ClientStanding::getTier)
        .containsExactly(0, 0);

    log.tell(Topics.SUSPICIONS, best, null);
    assertThat(newestStandings().getLast().getScore()).isGreaterThan(133);
  }

  private static Suspicion suspicion(ClientId clientId) {
    return new Suspicion(
        clientId, Announces.START_MS, 7_000, 3, false, List.of("R"), 1, List.of(), 1);
  }

  @Test
  void theRegisteredSizeIsTheSize() {
    log.tell(Topics.REGISTRATIONS, Announces.SWARM, registration(Announces.SWARM, 7 * GIB, null));

    log.append(announces.by(leeches(0, 0, GIB)));
    log.append(announces.by(1, 2, 2, seeds(0, 0)));
    log.append(announces.by(1, 2, 2, seeds(INTERVAL, 0)));

    var last = log.read(Topics.CONTRIBUTIONS).getLast();
    assertThat(last.getSizeBytes()).isEqualTo(7 * GIB);
    assertThat(last.getByteSecondsSeeded()).isEqualTo(7 * GIB * INTERVAL);
  }

  /** Libtorrent announces a hybrid torrent under both hashes, with the same counters. */
  @Test
  void bothHashesOfAHybridTorrentAreOneSwarm() {
    var other = Announces.infoHash(2);
    log.tell(Topics.REGISTRATIONS, other, registration(other, null, Announces.SWARM));

    for (int i = 0; i < 3; i++) {
      log.append(announces.by(1, 1, 1, seeds(i * INTERVAL, i * GIB)));
      log.append(announces.by(2, 1, 1, seeds(i * INTERVAL + 45, i * GIB)));
    }
    log.append(announces.by(2, 9, 9, leeches(3 * INTERVAL, 0, GIB))); // knows only this hash

    var contributions = log.read(Topics.CONTRIBUTIONS);
    assertThat(contributions).hasSize(4);
    assertThat(contributions).extracting(Contribution::getInfoHash).containsOnly(Announces.SWARM);
    assertThat(contributions.getLast().getSource()).isEqualTo(new Position(0, 6L));
    assertThat(balance().uploaded()).isEqualTo(2 * GIB);
    assertThat(balance().leechers()).isEqualTo(1);

    log.tell(Topics.REGISTRATIONS, other, null);
    log.append(announces.by(2, 9, 9, leeches(4 * INTERVAL, 0, GIB)));
    assertThat(log.read(Topics.CONTRIBUTIONS).getLast().getInfoHash()).isEqualTo(other);
  }

  private static Registration registration(
      InfoHash infoHash, @Nullable Long size, @Nullable InfoHash aliasOf) {
    return Registration.newBuilder()
        .setInfoHash(infoHash)
        .setAllowed(true)
        .setSizeBytes(size)
        .setAliasOf(aliasOf)
        .setAtMs(0)
        .setBy("test")
        .build();
  }

  /** What is sent is credited when it is known who received it. */
  @Test
  void anEpisodeSettlesOnceWhenNobodyMovedAByteForLong() {
    log.append(announces.by(leeches(0, 0, GIB)));
    log.append(announces.by(1, 2, 2, seeds(0, 0)));
    log.append(announces.by(1, 2, 2, seeds(INTERVAL, GIB)));
    log.append(announces.by(leeches(INTERVAL + 60, GIB, 0)));
    log.append(announces.by(1, 3, 3, leeches(INTERVAL + 90, 0, GIB)));

    log.tick(INTERVAL + 59 + LIFETIME);
    assertThat(log.read(Topics.SWARM_EPISODES)).isEmpty();
    assertThat(newestStandings())
        .flatExtracting(ClientStanding::getSums)
        .extracting(DecayedSum::getKind)
        .doesNotContain(SumKind.UPLOADED_BYTES);

    log.tick(INTERVAL + 60 + LIFETIME);
    log.tick(INTERVAL + 90 + LIFETIME);
    log.append(announces.by(1, 2, 2, seeds(40_000, GIB)));

    var episodes = log.read(Topics.SWARM_EPISODES);
    assertThat(episodes).hasSize(1);
    var episode = episodes.getFirst();
    assertThat(episode.getClosedBy()).isEqualTo(EpisodeEnd.GAP);
    assertThat(episode.getStartMs()).isEqualTo(Announces.START_MS + INTERVAL * 1_000);
    assertThat(episode.getEndMs()).isEqualTo(Announces.START_MS + (INTERVAL + 60) * 1_000);
    assertThat(episode.getClaims()).hasSize(3);
    assertThat(log.read(Topics.CONTRIBUTIONS).getLast().getQuality()).isEqualTo(Worth.ONE);
    var seeder = newestStandings().get(1);
    assertThat(DecayingSums.value(seeder.getSums(), SumKind.UPLOADED_BYTES, episode.getEndMs()))
        .isCloseTo(GIB, within(2_000.0));
  }

  /** Else many that end at once would hold up everything else. */
  @Test
  void oneTickClosesABoundedNumberOfEpisodes() {
    for (int swarm = 1; swarm <= 501; swarm++) {
      log.append(announces.by(swarm, 1, 1, seeds(0, 0)));
      log.append(announces.by(swarm, 1, 1, seeds(INTERVAL, GIB)));
    }

    log.tick(INTERVAL + LIFETIME);
    assertThat(log.read(Topics.SWARM_EPISODES)).hasSize(500);

    log.tick(INTERVAL + LIFETIME + 30);
    assertThat(log.read(Topics.SWARM_EPISODES)).hasSize(1);
  }

  /** Somebody announces bytes all the time: it is cut after a day, and the next begins. */
  @Test
  void anEpisodeIsADayLongAtMost() {
    for (int i = 0; i <= 100; i++) {
      log.append(announces.by(new Said(i * INTERVAL, NONE, i * GIB / 64, 0L, 0L)));
      log.tick(i * INTERVAL);
    }

    var episodes = log.read(Topics.SWARM_EPISODES);
    assertThat(episodes).extracting(SwarmEpisode::getClosedBy).containsOnly(EpisodeEnd.LENGTH);
    assertThat(episodes)
        .extracting(SwarmEpisode::getUploaded)
        .containsExactly(48 * GIB / 64, 48 * GIB / 64);
  }

  @Test
  void whoIsIdleForAWeekLeavesThePopulation() {
    seedersOfADay(0);
    log.driver.advanceWallClockTime(FoldClients.REVIEW_PERIOD);
    log.read(Topics.TIER_CUTS);

    log.driver.advanceWallClockTime(Duration.ofDays(6));
    log.append(announces.by(1, 4, 4, seeds(6 * 24 * HOUR, 0)));
    log.driver.advanceWallClockTime(Duration.ofDays(2));
    log.append(announces.by(1, 9, 9, seeds(8 * 24 * HOUR, 0)));

    assertThat(log.read(Topics.TIER_CUTS).getLast().getPopulation()).isEqualTo(2);
  }

  /** Four clients, of which each seeds twice as often in a day as the one before. */
  private void seedersOfADay(long began) {
    for (int client = 1; client <= 4; client++) {
      int times = 4 << client;
      log.append(announces.by(client, client, client, leeches(began, 0, GIB << (2 * client))));
      for (int i = 0; i <= times; i++) {
        log.append(announces.by(client, client, client, seeds(began + 60 + i * 1_000L, 0)));
      }
    }
  }

  /**
   * One history as it was, and the same with copies in it: at once, and late by up to four hours,
   * also of starts, also after stops.
   */
  @RepeatedTest(10)
  void copiesChangeNoTotal(RepetitionInfo run) {
    var random = new Random(run.getCurrentRepetition());
    var history = history(random);

    var once = outcome(history, data.resolve("once"));
    var twice = outcome(withCopies(history, random), data.resolve("twice"));

    assertThat(twice).isEqualTo(once);
  }

  @Test
  void theSameLogGivesTheSameBytes() {
    var history = history(new Random(5));

    var first = contributions(history, data.resolve("first"));

    assertThat(contributions(history, data.resolve("second"))).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(50);
  }

  /** What must not depend on copies: books without where they were last read, and sums. */
  private static List<Object> outcome(List<Appended> history, Path data) {
    try (var log = new Log(data)) {
      append(history, log);
      var result = new ArrayList<>();
      log.output(Topics.SWARM_BALANCES)
          .readKeyValuesToMap()
          .forEach((infoHash, balance) -> result.add(infoHash + " " + books(balance)));
      log.output(Topics.CLIENT_STANDINGS)
          .readKeyValuesToMap()
          .forEach((client, standing) -> result.add(client + " " + standing.getSums()));
      return result.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }
  }

  /** With a tick every ten minutes, so that peers lapse and sessions are forgotten. */
  private static void append(List<Appended> history, Log log) {
    long tick = 0;
    for (Appended one : history) {
      for (; Announces.START_MS + tick * 1_000 <= one.atMs; tick += 600) {
        log.tick(tick);
      }
      log.append(one.announced, one.atMs);
    }
    for (; tick <= 40 * HOUR; tick += 600) {
      log.tick(tick);
    }
  }

  private static List<Contribution> contributions(List<Appended> history, Path data) {
    try (var log = new Log(data)) {
      append(history, log);
      return log.read(Topics.CONTRIBUTIONS);
    }
  }

  /** An announce and when the log took it. */
  private record Appended(Announced announced, long atMs) {}

  /** A day of eight peers of four clients in two swarms, with restarts and lost stops. */
  private List<Appended> history(Random random) {
    var history = new ArrayList<Appended>();
    long[] uploaded = new long[8];
    long[] downloaded = new long[8];
    for (long second = 0; second < 24 * HOUR; second += 200) {
      int peer = random.nextInt(8);
      var event = EVENTS.get(random.nextInt(EVENTS.size()));
      if (event == STARTED) {
        uploaded[peer] = 0;
        downloaded[peer] = 0;
      }
      uploaded[peer] += random.nextLong(GIB);
      downloaded[peer] = Math.min(GIB, downloaded[peer] + random.nextLong(GIB / 2));
      Long left = random.nextInt(10) == 0 ? null : Long.valueOf(GIB - downloaded[peer]);
      var said =
          new Said(
              second, random.nextBoolean() ? NONE : event, uploaded[peer], downloaded[peer], left);
      var announced = heardBy(random.nextInt(3), announces.by(1 + peer % 2, peer, peer % 4, said));
      history.add(new Appended(announced, announced.getReceivedAtMs()));
    }
    return history;
  }

  private static Announced heardBy(int node, Announced announced) {
    var id = announced.getEventId();
    return Announced.newBuilder(announced)
        .setEventId(new EventId((long) node, id.getBoot(), id.getSequence()))
        .build();
  }

  private static List<Appended> withCopies(List<Appended> history, Random random) {
    var copied = new ArrayList<>(history);
    for (Appended one : history) {
      if (random.nextInt(3) == 0) {
        long lateMs = random.nextBoolean() ? 0 : random.nextLong(4 * HOUR * 1_000);
        copied.add(new Appended(one.announced, one.atMs + lateMs));
      }
    }
    copied.sort(Comparator.comparingLong(Appended::atMs));
    return copied;
  }

  /** Without where and when it was last read. */
  private static SwarmBalance books(SwarmBalance balance) {
    return SwarmBalance.newBuilder(balance).setSource(new Position(0, 0L)).setAtMs(0).build();
  }

  private Swarm balance() {
    KeyValueStore<InfoHash, Books> swarms = log.driver.getKeyValueStore(SwarmStores.SWARMS);
    return swarms.get(Announces.SWARM).swarm();
  }

  private List<ClientStanding> newestStandings() {
    return log.output(Topics.CLIENT_STANDINGS).readKeyValuesToMap().values().stream()
        .sorted(Comparator.comparing(standing -> standing.getClientId().toString()))
        .toList();
  }

  static String text(String resource) throws IOException {
    try (var in = ScoringTopologyTest.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
