package equilibrium.analyst.profile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.Scores;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.testing.event.SampleEvents;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A large log. Sessions announce every half an hour for five hours, six of ten of them idle
 * seeders; a client has two sessions, a swarm twenty.
 */
final class MadeUpLog implements AutoCloseable {
  static final int PARTITIONS = 3;
  private static final int ROUNDS = 10;
  private static final long ROUND_MS = 1_800_000;
  private static final long MB = 1_000_000;

  private final long beganMs = System.currentTimeMillis() - ROUNDS * ROUND_MS;
  private final SplittableRandom random = new SplittableRandom(1);
  private final KafkaProducer<byte[], byte[]> producer;

  MadeUpLog(KafkaSettings kafka) {
    try (var topics = new TopicAdmin(kafka)) {
      topics.create();
    }
    producer =
        new KafkaProducer<>(
            kafka.with(
                Map.of("linger.ms", "20", "batch.size", "262144", "compression.type", "lz4")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** So many announces, and a tick a minute. */
  void announces(int count) {
    int sessions = count / ROUNDS;
    long minute = 0;
    for (int i = 0; i < count; i++) {
      int round = i / sessions;
      int session = i % sessions;
      long atMs = beganMs + round * ROUND_MS + session * ROUND_MS / sessions;
      if (atMs / 60_000 > minute) {
        minute = atMs / 60_000;
        tick(minute * 60_000);
      }
      announce(i, session, round, atMs);
    }
    producer.flush();
  }

  private void announce(long sequence, int session, int round, long atMs) {
    boolean isIdle = session % 10 < 6;
    boolean leeches = session % 10 > 7;
    var infoHash = new InfoHash(bytes(20, session / 20));
    byte[] peerId = bytes(20, session);
    System.arraycopy("-qB4500-".getBytes(US_ASCII), 0, peerId, 0, 8);
    var announced =
        SampleEvents.announced()
            .setEventId(new EventId(7L, beganMs, sequence))
            .setReceivedAtMs(atMs)
            .setInfoHash(infoHash)
            .setPeerId(new PeerId(peerId))
            .setClientId(client(session / 2))
            .setNetworkId(client(1_000_000_000 + session / 2))
            .setPort(1_024 + session % 60_000)
            .setEvent(round == 0 ? AnnounceEvent.STARTED : AnnounceEvent.NONE)
            .setUploaded(isIdle ? 0L : round * (40 * MB + session % 1_000 * 10_000L))
            .setDownloaded(leeches ? round * (160 * MB + session % 1_000 * 9_000L) : 0L)
            .setLeft(leeches ? (ROUNDS + 1L - round) * 200 * MB : 0L)
            .setKey(session * 31)
            .setNumWant(50)
            .setUserAgent("qBittorrent/4.5.0")
            .setFingerprint(session % 20 * 77L)
            .setSessionStartedAtMs(beganMs + session * ROUND_MS / 1_000_000)
            .setAnswer(
                new Answer(
                    Policy.TIER_BACKOFF,
                    session % 4,
                    session % 4,
                    random.nextInt(20),
                    random.nextInt(20),
                    50,
                    random.nextInt(20),
                    1_800,
                    true,
                    random.nextInt(20, 400)))
            .build();
    send(Topics.ANNOUNCES, infoHash.bytes(), announced);
  }

  private void tick(long atMs) {
    byte[] tick = Topics.ANNOUNCES.value().serializer().serialize("", new Tick(7L, atMs));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      var _ = producer.send(new ProducerRecord<>(Topics.ANNOUNCES.name(), partition, null, tick));
    }
  }

  /** Standings of so many clients, by the shipped rules. */
  void standings(int clients) {
    long nowMs = System.currentTimeMillis();
    for (int client = 0; client < clients; client++) {
      long held = 1L << random.nextInt(28, 44);
      var sums =
          List.of(
              sum(SumKind.SEEDED_BYTE_SECONDS, 7, held * 60_000, nowMs),
              sum(SumKind.HELD_BYTE_SECONDS, 30, held * 40_000, nowMs),
              sum(SumKind.ONLINE_SECONDS, 30, 86_400, nowMs),
              sum(SumKind.SEEDED_SECONDS, 30, random.nextLong(2_000_000), nowMs));
      var parts = Scores.parts(sums, nowMs, ScoringRules.V3);
      var standing =
          ClientStanding.newBuilder()
              .setClientId(client(client))
              .setIdentity(client % 2 == 0 ? Identity.KEY : Identity.ADDRESS)
              .setAtMs(nowMs)
              .setFirstSeenAtMs(nowMs - 100 * 86_400_000L)
              .setScore(
                  parts.getRecentSeedingSize()
                      + parts.getAverageSeedingSize()
                      + parts.getSeedingTime()
                      + parts.getRatio())
              .setParts(parts)
              .setTier(0)
              .setWhy("tier 0 of 3: made up")
              .setRulesVersion(ScoringRules.V3.version())
              .setCutsEpoch(1L)
              .setSums(sums)
              .build();
      send(Topics.CLIENT_STANDINGS, standing.getClientId().bytes(), standing);
    }
    producer.flush();
  }

  private static DecayedSum sum(SumKind kind, int halfLifeDays, long amount, long nowMs) {
    long seconds = halfLifeDays * 86_400L;
    return new DecayedSum(kind, seconds, Math.floorDiv(nowMs, seconds * 1_000), List.of(amount));
  }

  /** So many contributions of seeders, in the order of their times. */
  void contributions(int count) {
    for (int i = 0; i < count; i++) {
      var infoHash = new InfoHash(bytes(20, i % 50_000));
      var contribution =
          SampleEvents.contribution()
              .setEventId(new EventId(7L, beganMs, (long) i))
              .setSource(new Position(0, (long) i))
              .setAtMs(beganMs + (long) (i / (double) count * ROUNDS * ROUND_MS))
              .setInfoHash(infoHash)
              .setPeerId(new PeerId(bytes(20, i % 200_000)))
              .setClientId(client(i % 500_000))
              .setNetworkId(client(1_000_000_000 + i % 500_000))
              .setSeconds(1_800)
              .setSecondsSeeded(1_800)
              .setSecondsOnline(1_800)
              .setSecondsCredited(1_800)
              .setByteSecondsSeeded(1_800L << 30)
              .setSizeBytes(1L << 30)
              .setSeeders(3)
              .setLeechers(1)
              .setNeed(1_024)
              .setQuality(1_024)
              .build();
      send(Topics.CONTRIBUTIONS, infoHash.bytes(), contribution);
    }
    producer.flush();
  }

  private static ClientId client(int number) {
    return new ClientId(bytes(16, number));
  }

  /** Random, but the same for the same number. */
  private static byte[] bytes(int size, int number) {
    var bytes = ByteBuffer.allocate(24);
    var random = new SplittableRandom(number);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return Arrays.copyOf(bytes.array(), size);
  }

  private <V> void send(Topic<?, ? super V> topic, byte[] key, V value) {
    byte[] bytes = topic.value().serializer().serialize(topic.name(), value);
    var _ = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
  }

  @Override
  public void close() {
    producer.close();
  }
}
