package equilibrium.analyst.whatif;

import equilibrium.analyst.log.LogRecord;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.streams.offline.Driver;
import equilibrium.streams.offline.Driver.Raw;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Detection's topology over the announces of all partitions, as one, and over what scoring made of
 * them.
 */
final class DetectionRun implements AutoCloseable {
  private static final long NODE = 0;

  /** Records between two looks at what came out. */
  private static final int BATCH = 1_000;

  private final Deserializer<Anomaly> anomalies = Topics.ANOMALIES.value().deserializer();
  private final Flagged flagged = new Flagged();
  private final Driver driver;
  private int undrained;

  /**
   * Without records yet.
   *
   * @param name of the run: two that run at a time have different ones
   */
  DetectionRun(String name, AnomalyConfig config, WhatIf.Options options) {
    this.driver =
        new Driver(
            name,
            streams -> AnomalyDetection.topology(config, options.scale(), 1, streams),
            options.temporary(),
            0);
  }

  void register(LogRecord registration) {
    if (driver.reads(Topics.REGISTRATIONS)) {
      pipe(Topics.REGISTRATIONS, raw(registration));
    }
  }

  void announce(LogRecord record) {
    pipe(Topics.ANNOUNCES, raw(record));
  }

  private static Raw raw(LogRecord record) {
    return new Raw(record.key(), record.value(), record.appendedAtMs());
  }

  void add(Contribution contribution, long appendedAtMs) {
    byte[] value =
        Topics.CONTRIBUTIONS.value().serializer().serialize("contributions", contribution);
    pipe(Topics.CONTRIBUTIONS, new Raw(contribution.getInfoHash().bytes(), value, appendedAtMs));
  }

  void add(SwarmEpisode episode, long appendedAtMs) {
    byte[] value = Topics.SWARM_EPISODES.value().serializer().serialize("episodes", episode);
    pipe(Topics.SWARM_EPISODES, new Raw(episode.getInfoHash().bytes(), value, appendedAtMs));
  }

  /**
   * Tells that all contributions up to a time were added.
   *
   * @param atMs effective time
   */
  void passed(long atMs, long appendedAtMs) {
    byte[] tick =
        Topics.CONTRIBUTIONS.value().serializer().serialize("ticks", new Tick(NODE, atMs));
    pipe(Topics.CONTRIBUTIONS, new Raw(null, tick, appendedAtMs));
  }

  /** As above, of announces too: none comes any more. */
  void end(long atMs, long appendedAtMs) {
    passed(atMs, appendedAtMs);
    byte[] tick = Topics.ANNOUNCES.value().serializer().serialize("ticks", new Tick(NODE, atMs));
    pipe(Topics.ANNOUNCES, new Raw(null, tick, appendedAtMs));
    drain();
  }

  private void pipe(Topic<?, ?> topic, Raw record) {
    driver.pipe(topic, record);
    if (++undrained == BATCH) {
      drain();
    }
  }

  private void drain() {
    for (var raw : driver.drain(Topics.ANOMALIES)) {
      flagged.add(anomalies.deserialize(Topics.ANOMALIES.name(), raw.value()));
    }
    driver.dropOthers(Set.of());
    undrained = 0;
  }

  /** What is found by the {@link #end}; the daily runs of the attribution add to it. */
  Flagged flagged() {
    return flagged;
  }

  @Override
  public void close() {
    driver.close();
  }
}
