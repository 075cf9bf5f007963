package equilibrium.analyst.replay;

import equilibrium.analyst.log.LogReader;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.Progress;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.Scoring;
import equilibrium.streams.offline.Driver;
import equilibrium.streams.offline.Driver.Raw;
import java.nio.file.Path;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Scoring's topology over one partition of announces. The topology runs with a partition 0 and
 * offsets from 0; so the log must begin at offset 0, and results get the partition back.
 */
final class PartitionFold implements AutoCloseable {
  private static final int BATCH = 1_000;

  /** Takes what scoring writes, in its order. */
  interface Results {
    /** Called before the announce is folded. */
    void announced(Announced announced, long appendedAtMs);

    void contribution(Contribution contribution);

    void balance(SwarmBalance balance);

    void episode(SwarmEpisode episode);
  }

  private final int partition;
  private final Results results;
  private final Driver driver;
  private long nextOffset;
  private long unreadable;

  /**
   * A fold of nothing yet.
   *
   * @param data folder for files of Kafka Streams
   */
  PartitionFold(int partition, TimeScale scale, Path data, Results results) {
    this.partition = partition;
    this.results = results;
    this.driver =
        new Driver("replay-" + partition, streams -> Scoring.topology(scale, streams), data, 0);
  }

  void register(LogRecord registration) {
    driver.pipe(
        Topics.REGISTRATIONS,
        new Raw(registration.key(), registration.value(), registration.appendedAtMs()));
  }

  /** Folds all that a reader has. */
  void run(LogReader announces, Progress progress) {
    int undrained = 0;
    for (var record = announces.peek(); record != null; record = announces.peek()) {
      announces.skip();
      progress.add(record.offset() + 1 - nextOffset);
      append(record);
      if (++undrained == BATCH) {
        drain();
        undrained = 0;
      }
    }
    drain();
  }

  private void append(LogRecord record) {
    for (; nextOffset < record.offset(); nextOffset++) {
      pipe(record, null); // a position without a record, which scoring passes over
    }
    pipe(record, readable(record));
    nextOffset++;
  }

  private void pipe(LogRecord record, byte @Nullable [] value) {
    driver.pipe(Topics.ANNOUNCES, new Raw(record.key(), value, record.appendedAtMs()));
  }

  /** The value; null if it does not decode: scoring passes it over, too. */
  private byte @Nullable [] readable(LogRecord record) {
    try {
      var value =
          Topics.ANNOUNCES.value().deserializer().deserialize("announces", record.value());
      if (value instanceof Announced announced) {
        results.announced(announced, record.appendedAtMs());
      }
      return record.value();
    } catch (SerializationException | AvroRuntimeException _) {
      unreadable++;
      return null;
    }
  }

  private void drain() {
    for (var raw : driver.drain(Topics.CONTRIBUTIONS)) {
      var value = Topics.CONTRIBUTIONS.value().deserializer().deserialize("", raw.value());
      if (value instanceof Contribution contribution) { // else a copied tick
        place(contribution, "source");
        place(contribution, "previous");
        results.contribution(contribution);
      }
    }
    for (var raw : driver.drain(Topics.SWARM_BALANCES)) {
      var balance = Topics.SWARM_BALANCES.value().deserializer().deserialize("", raw.value());
      place(balance, "source");
      results.balance(balance);
    }
    for (var raw : driver.drain(Topics.SWARM_EPISODES)) {
      results.episode(Topics.SWARM_EPISODES.value().deserializer().deserialize("", raw.value()));
    }
    driver.dropOthers(Set.of());
  }

  /** Puts the partition into a position. */
  private void place(SpecificRecord record, String field) {
    int index = record.getSchema().getField(field).pos();
    if (record.get(index) instanceof Position position) {
      if (position.getPartition() != 0) {
        throw new Fault("the fold gave %s, expected a position in partition 0".formatted(position));
      }
      record.put(index, new Position(partition, position.getOffset()));
    }
  }

  /** Announces that do not decode. */
  long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    driver.close();
  }
}
