package equilibrium.analyst.judge;

import equilibrium.analyst.log.LogRecord;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Tick;
import equilibrium.streams.offline.Driver;
import equilibrium.streams.offline.Driver.Raw;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Detection's topology over chosen records. It runs with one partition and offsets from 0, so
 * positions in its findings get their places in the log back.
 */
final class DetectionFold implements AutoCloseable {
  /** How often detection forgets what is over. */
  private static final long STEP_MS = Duration.ofMinutes(10).toMillis();

  /** After so long nothing is left to forget. */
  private static final long LONGEST_MS = Duration.ofDays(40).toMillis();

  private static final long NODE = 0;

  /** Records between two looks at what came out. */
  private static final int BATCH = 1_000;

  private final Serializer<SpecificRecord> ticks = Topics.ANNOUNCES.value().serializer();
  private final Deserializer<Anomaly> anomalies = Topics.ANOMALIES.value().deserializer();
  private final Driver driver;
  private final List<Position> announces = new ArrayList<>();
  private final List<Position> episodes = new ArrayList<>();
  private final List<Anomaly> findings = new ArrayList<>();
  private long minuteMs = Long.MIN_VALUE;
  private int undrained;

  /**
   * Without records yet.
   *
   * @param temporary folder for files of Kafka Streams
   */
  DetectionFold(AnomalyConfig config, TimeScale scale, Path temporary) {
    this.driver =
        new Driver(
            "case", streams -> AnomalyDetection.topology(config, scale, 1, streams), temporary, 0);
  }

  /** Adds a record of one of the topics that rules read. */
  void add(Topic<?, ?> topic, LogRecord record) {
    var position = new Position(record.partition(), record.offset());
    if (topic.equals(Topics.ANNOUNCES)) {
      announces.add(position);
    } else if (topic.equals(Topics.SWARM_EPISODES)) {
      episodes.add(position);
    }
    pipe(topic, new Raw(record.key(), record.value(), record.appendedAtMs()));
  }

  private void pipe(Topic<?, ?> topic, Raw record) {
    driver.pipe(topic, record);
    if (++undrained == BATCH) {
      drain();
    }
  }

  /**
   * Moves the time of announces and contributions on.
   *
   * @param minuteMs effective time
   * @param appendedAtMs of the record that shows it
   */
  void advance(long minuteMs, long appendedAtMs) {
    if (this.minuteMs != Long.MIN_VALUE) {
      long from = Math.max(this.minuteMs, minuteMs - LONGEST_MS);
      for (long atMs = from + STEP_MS; atMs < minuteMs; atMs += STEP_MS) {
        tick(atMs, appendedAtMs);
      }
    }
    if (minuteMs > this.minuteMs) {
      tick(minuteMs, appendedAtMs);
      this.minuteMs = minuteMs;
    }
  }

  private void tick(long atMs, long appendedAtMs) {
    byte[] tick = ticks.serialize(Topics.ANNOUNCES.name(), new Tick(NODE, atMs));
    var record = new Raw(null, tick, appendedAtMs);
    announces.add(new Position(-1, -1L)); // its offset, which no finding names
    pipe(Topics.ANNOUNCES, record);
    pipe(Topics.CONTRIBUTIONS, record);
  }

  private void drain() {
    for (var raw : driver.drain(Topics.ANOMALIES)) {
      findings.add(placed(anomalies.deserialize(Topics.ANOMALIES.name(), raw.value())));
    }
    driver.dropOthers(Set.of());
    undrained = 0;
  }

  private Anomaly placed(Anomaly finding) {
    var events =
        Basis.isOnAnnounces(finding.getRule())
            ? places(finding.getEvents(), announces)
            : finding.getEvents();
    return Anomaly.newBuilder(finding)
        .setEvents(events)
        .setEpisodes(places(finding.getEpisodes(), episodes))
        .build();
  }

  /**
   * Gives positions back.
   *
   * @param counted in partition 0
   * @param places by offset there
   */
  static List<Position> places(List<Position> counted, List<Position> places) {
    return counted.stream().map(each -> places.get(Math.toIntExact(each.getOffset()))).toList();
  }

  /** What the rules found so far, in their order. */
  List<Anomaly> findings() {
    drain();
    return List.copyOf(findings);
  }

  @Override
  public void close() {
    driver.close();
  }
}
