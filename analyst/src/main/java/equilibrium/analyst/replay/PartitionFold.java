package equilibrium.analyst.replay;

import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.analyst.log.RecordReader;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.Scoring;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.offline.Driver;
import equilibrium.streams.offline.Driver.Raw;
import java.nio.file.Path;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Scoring's topology over one partition of announces. The topology runs with a partition 0 and
 * offsets from 0; results get their places in the log back.
 */
public final class PartitionFold implements AutoCloseable {
  /** Announces between two looks at what came out. */
  public static final int BATCH = 1_000;

  /**
   * How partitions are folded.
   *
   * @param name of the run: two that run at a time have different ones
   * @param temporary folder for files of Kafka Streams
   */
  public record Setup(String name, TimeScale scale, ScoringRules rules, Path temporary) {}

  /** Takes what scoring writes, in its order, with the time of append of its cause. */
  public interface Results {
    /**
     * Called before a record is folded.
     *
     * @param value an announce or a tick
     */
    void read(SpecificRecord value, long appendedAtMs);

    void contribution(Contribution contribution, long appendedAtMs);

    void balance(SwarmBalance balance);

    void episode(SwarmEpisode episode, long appendedAtMs);
  }

  private final Deserializer<SpecificRecord> announces = Topics.ANNOUNCES.value().deserializer();
  private final Deserializer<SpecificRecord> contributions =
      Topics.CONTRIBUTIONS.value().deserializer();
  private final Deserializer<SwarmBalance> balances = Topics.SWARM_BALANCES.value().deserializer();
  private final Deserializer<SwarmEpisode> episodes = Topics.SWARM_EPISODES.value().deserializer();
  private final int partition;
  private final long begin;
  private final Results results;
  private final Driver driver;
  private long nextOffset;
  private long unreadable;

  /** A fold of nothing yet; the range is what it will be given. */
  public PartitionFold(PartitionRange range, Setup setup, Results results) {
    this.partition = range.partition();
    this.begin = range.begin();
    this.nextOffset = begin;
    this.results = results;
    this.driver =
        new Driver(
            setup.name() + "-" + partition,
            streams -> Scoring.topology(setup.scale(), setup.rules(), streams),
            setup.temporary(),
            0);
  }

  public void register(LogRecord registration) {
    driver.pipe(
        Topics.REGISTRATIONS,
        new Raw(registration.key(), registration.value(), registration.appendedAtMs()));
  }

  /** Folds all that a reader has. */
  void run(RecordReader log, Progress progress) {
    int undrained = 0;
    for (var record = log.peek(); record != null; record = log.peek()) {
      log.skip();
      progress.add(record.offset() + 1 - nextOffset);
      append(record);
      if (++undrained == BATCH) {
        drain();
        undrained = 0;
      }
    }
    drain();
  }

  /** Folds the next record; what that gives comes with the next {@link #drain}. */
  public void append(LogRecord record) {
    for (; nextOffset < record.offset(); nextOffset++) {
      pipe(record, null); // an offset without a record
    }
    read(record);
    pipe(record, record.value());
    nextOffset++;
  }

  private void pipe(LogRecord record, byte @Nullable [] value) {
    driver.pipe(Topics.ANNOUNCES, new Raw(record.key(), value, record.appendedAtMs()));
  }

  /** Tells of a record. Scoring, too, passes over one that does not decode. */
  private void read(LogRecord record) {
    SpecificRecord value;
    try {
      value = announces.deserialize("announces", record.value());
    } catch (SerializationException | AvroRuntimeException _) {
      unreadable++;
      return;
    }
    if (value != null) {
      results.read(value, record.appendedAtMs());
    }
  }

  /** Gives the results so far. */
  public void drain() {
    for (var raw : driver.drain(Topics.CONTRIBUTIONS)) {
      if (contributions.deserialize("", raw.value())
          instanceof Contribution contribution) { // else a copied tick
        place(contribution, "source");
        place(contribution, "previous");
        results.contribution(contribution, raw.atMs());
      }
    }
    for (var raw : driver.drain(Topics.SWARM_BALANCES)) {
      var balance = balances.deserialize("", raw.value());
      place(balance, "source");
      results.balance(balance);
    }
    for (var raw : driver.drain(Topics.SWARM_EPISODES)) {
      results.episode(episodes.deserialize("", raw.value()), raw.atMs());
    }
    driver.dropOthers(Set.of());
  }

  /** Turns a position in the fold into one in the log. */
  private void place(SpecificRecord record, String field) {
    int index = record.getSchema().getField(field).pos();
    if (record.get(index) instanceof Position position) {
      if (position.getPartition() != 0) {
        throw new Fault("the fold gave %s, expected a position in partition 0".formatted(position));
      }
      record.put(index, new Position(partition, begin + position.getOffset()));
    }
  }

  /** Announces that do not decode. */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    driver.close();
  }
}
