package equilibrium.bench.detect;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.bench.detect.DailyAttribution.Attributor;
import equilibrium.bench.trace.TraceTorrent;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.Scoring;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.offline.Driver;
import equilibrium.streams.offline.Driver.Raw;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Scoring and anomaly detection, one after the other: what scoring writes and detection reads is
 * passed on at each tick, and the other way round. Ticks come every 30 s, as from their owner.
 */
final class Pipeline implements AutoCloseable {
  private static final long TICK_MS = 30_000;

  /**
   * The clock, which only reviews of standings read, goes on in steps: a review examines all
   * clients.
   */
  private static final Duration REVIEW = Duration.ofMinutes(30);

  private static final List<Topic<?, ?>> ALL = Topics.all();
  private static final Set<String> NAMES =
      ALL.stream().map(Topic::name).collect(Collectors.toUnmodifiableSet());

  /** Sees every record that either writes to a topic. */
  interface Observer {
    void written(Topic<?, ?> topic, Raw record);
  }

  /** What is judged. */
  record Detection(AnomalyConfig config, Attributor attributor) {}

  /** A record on its way to a topic. */
  private record Sent(Topic<?, ?> topic, Raw record) {}

  private final Driver scoring;
  private final Driver anomaly;
  private final Observer observer;
  private final DailyAttribution attribution;
  private final List<Sent> forAnomaly = new ArrayList<>();
  private final Serializer<SpecificRecord> announces = Topics.ANNOUNCES.value().serializer();
  private final Serializer<HandOut> handOuts = Topics.HAND_OUTS.value().serializer();
  private final Serializer<Anomaly> anomalies = Topics.ANOMALIES.value().serializer();
  private final Deserializer<SwarmEpisode> episodes = Topics.SWARM_EPISODES.value().deserializer();
  private long nextTickMs;

  Pipeline(Detection detection, Path data, long startMs, Observer observer) {
    this.observer = observer;
    this.attribution = new DailyAttribution(detection.attributor(), startMs);
    this.nextTickMs = startMs;
    this.scoring =
        new Driver(
            "scoring",
            streams -> Scoring.topology(TimeScale.REAL, ScoringRules.V3, streams),
            data,
            startMs);
    this.anomaly =
        new Driver(
            "anomaly",
            streams -> AnomalyDetection.topology(detection.config(), TimeScale.REAL, 1, streams),
            data,
            startMs);
  }

  void register(TraceTorrent torrent, long atMs) {
    var registration =
        Registration.newBuilder()
            .setInfoHash(torrent.infoHash())
            .setAllowed(true)
            .setPrivateTorrent(torrent.isPrivate())
            .setSizeBytes(torrent.sizeBytes())
            .setAtMs(atMs)
            .setBy("trace")
            .build();
    byte[] value =
        Topics.REGISTRATIONS
            .value()
            .serializer()
            .serialize(Topics.REGISTRATIONS.name(), registration);
    var record = new Raw(torrent.infoHash().bytes(), value, atMs);
    send(scoring, Topics.REGISTRATIONS, record);
    send(anomaly, Topics.REGISTRATIONS, record);
  }

  void announce(Announced announced) {
    byte[] value = announces.serialize(Topics.ANNOUNCES.name(), announced);
    toBoth(new Raw(announced.getInfoHash().bytes(), value, announced.getReceivedAtMs()));
  }

  void handOut(HandOut handOut) {
    byte[] value = handOuts.serialize(Topics.HAND_OUTS.name(), handOut);
    var record = new Raw(handOut.getInfoHash().bytes(), value, handOut.getAtMs());
    forAnomaly.add(new Sent(Topics.HAND_OUTS, record));
  }

  /** Ticks until a time. */
  void advance(long nowMs) {
    while (nextTickMs <= nowMs) {
      byte[] tick = announces.serialize(Topics.ANNOUNCES.name(), new Tick(Events.NODE, nextTickMs));
      toBoth(new Raw(null, tick, nextTickMs));
      pass();
      if (nextTickMs % REVIEW.toMillis() < TICK_MS) {
        scoring.advance(REVIEW);
        anomaly.advance(REVIEW);
      }
      nextTickMs += TICK_MS;
    }
  }

  private void toBoth(Raw record) {
    scoring.pipe(Topics.ANNOUNCES, record);
    if (anomaly.reads(Topics.ANNOUNCES)) {
      forAnomaly.add(new Sent(Topics.ANNOUNCES, record));
    }
  }

  /** Passes on what was written since the last tick, in the order of time. */
  private void pass() {
    for (var topic : ALL) {
      for (var record : scoring.drain(topic)) {
        observer.written(topic, record);
        if (topic.equals(Topics.SWARM_EPISODES)) {
          attribution.add(episodes.deserialize(topic.name(), record.value()));
        }
        forAnomaly.add(new Sent(topic, record));
      }
    }
    scoring.dropOthers(NAMES);
    attribute();
    forAnomaly.sort(Comparator.comparingLong(sent -> sent.record.atMs()));
    forAnomaly.forEach(sent -> send(anomaly, sent.topic, sent.record));
    forAnomaly.clear();
    for (var topic : ALL) {
      for (var record : anomaly.drain(topic)) {
        observer.written(topic, record);
        send(scoring, topic, record);
      }
    }
    anomaly.dropOthers(NAMES);
  }

  private void attribute() {
    for (var finding : attribution.due(nextTickMs)) {
      byte[] value = anomalies.serialize(Topics.ANOMALIES.name(), finding);
      var record = new Raw(finding.getClientId().bytes(), value, finding.getDecidedAtMs());
      observer.written(Topics.ANOMALIES, record);
      forAnomaly.add(new Sent(Topics.ANOMALIES, record));
    }
  }

  private static void send(Driver driver, Topic<?, ?> topic, Raw record) {
    if (driver.reads(topic)) {
      driver.pipe(topic, record);
    }
  }

  @Override
  public void close() {
    scoring.close();
    anomaly.close();
  }
}
