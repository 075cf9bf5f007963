package equilibrium.projector.loop;

import equilibrium.platform.Platform;
import equilibrium.projector.rebuild.Rebuilt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The projector's part of {@code /status}, {@code /livez} and {@code /metrics}. */
public final class ProjectorStatus implements AutoCloseable {

  /**
   * How far one partition is projected.
   *
   * @param next offset of the next record
   * @param lag records behind the end of the log; null: not known
   */
  public record Progress(long next, @Nullable Long lag) {}

  /**
   * How far a topic is rebuilt.
   *
   * @param of records to fold; 0: not known yet
   */
  private record Rebuilding(long records, long of) {}

  /** Whether it runs. */
  public enum State {
    STARTING,
    RUNNING,
    /** Kafka or PostgreSQL cannot be reached, or something failed; it tries again. */
    RETRYING,
    /** Only an operator can help. */
    FAILED,
    CLOSED
  }

  /** Work on the database that is timed. */
  @FunctionalInterface
  public interface Work {
    void run() throws SQLException;
  }

  private final MeterRegistry metrics;
  private final Timer transactions;
  private final List<Gauge> lags = new ArrayList<>();
  private final Map<TopicPartition, Progress> progress = new ConcurrentHashMap<>();
  private final Map<String, Rebuilding> rebuilding = new ConcurrentHashMap<>();
  private final Map<String, Rebuilt> rebuilds = new ConcurrentHashMap<>();

  /** By topic, what is wrong with its log and what to do. */
  private final Map<String, String> held = new ConcurrentHashMap<>();

  private volatile State state = State.STARTING;
  private volatile String trouble = "";

  public ProjectorStatus(Platform platform, Collection<String> topics) {
    metrics = platform.metrics();
    transactions =
        Timer.builder("equilibrium_projector_transactions")
            .description("Transactions that wrote a batch to PostgreSQL")
            .register(metrics);
    platform.health().live("projector", () -> state != State.FAILED);
    platform.health().status("projector", this::report);
    platform.health().trouble("projector", () -> String.join("; ", held.values()));
    for (var topic : topics) {
      lags.add(
          Gauge.builder("equilibrium_projector_lag_records", () -> lag(topic))
              .description("Records of a topic that are not projected yet")
              .tag("topic", topic)
              .register(metrics));
    }
  }

  /** A state that is {@link State#FAILED} stays, until the program is closed. */
  public synchronized void is(State state, String trouble) {
    if (this.state == State.FAILED && state != State.CLOSED) {
      return;
    }
    this.state = state;
    this.trouble = trouble;
  }

  public void timed(Work work) throws SQLException {
    long started = System.nanoTime();
    work.run();
    transactions.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
  }

  public void rows(String table, int rows) {
    Counter.builder("equilibrium_projector_rows_total")
        .description("Rows that were written, by table")
        .tag("table", table)
        .register(metrics)
        .increment(rows);
  }

  public void deadLetter(String topic) {
    Counter.builder("equilibrium_projector_dead_letters_total")
        .description("Records that could not be read or written and were set aside, by topic")
        .tag("topic", topic)
        .register(metrics)
        .increment();
  }

  void rebuilding(String topic, long records, long of) {
    rebuilding.put(topic, new Rebuilding(records, of));
  }

  void notRebuilding(String topic) {
    rebuilding.remove(topic);
  }

  void rebuilt(Rebuilt done) {
    rebuilding.remove(done.topic());
    held.remove(done.topic());
    rebuilds.put(done.topic(), done);
    count(done);
  }

  /** An operator has to decide on the topic. */
  void held(Rebuilt done) {
    rebuilding.remove(done.topic());
    var cure =
        "%s: bring Kafka's data back, or run equilibrium rebuild --topic=%s, which deletes rows"
            .formatted(String.join(", ", done.troubles()), done.topic());
    if (held.put(done.topic(), cure) == null) {
      count(done);
    }
  }

  boolean isHeld(String topic) {
    return held.containsKey(topic);
  }

  /** The log of these topics fits. */
  void fits(Collection<String> topics) {
    held.keySet().removeAll(topics);
  }

  private void count(Rebuilt done) {
    Counter.builder("equilibrium_projector_rebuilds_total")
        .description("Times that a topic's offsets did not fit the log, by what was done")
        .tag("topic", done.topic())
        .tag("action", done.action().name().toLowerCase(Locale.ROOT))
        .register(metrics)
        .increment();
  }

  boolean isRebuilding() {
    return !rebuilding.isEmpty();
  }

  State state() {
    return state;
  }

  public void restart() {
    Counter.builder("equilibrium_projector_restarts_total")
        .description("Times that the projector began again after a failure")
        .register(metrics)
        .increment();
  }

  public void at(TopicPartition partition, Progress now) {
    progress.put(partition, now);
  }

  public void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(progress::remove);
  }

  /** Removes the gauges, which would otherwise keep their last values. */
  @Override
  public void close() {
    lags.forEach(metrics::remove);
  }

  /** Not a number while the lag of a partition is not known. */
  private double lag(String topic) {
    double sum = 0;
    for (var entry : progress.entrySet()) {
      if (entry.getKey().topic().equals(topic)) {
        var lag = entry.getValue().lag();
        sum += lag == null ? Double.NaN : lag;
      }
    }
    return sum;
  }

  private Map<String, Object> report() {
    var partitions = new TreeMap<String, Map<Integer, Progress>>();
    progress.forEach((partition, now) ->
        partitions
            .computeIfAbsent(partition.topic(), _ -> new TreeMap<>())
            .put(partition.partition(), now));
    return Map.of(
        "state", state,
        "trouble", trouble,
        "partitions", partitions,
        "rebuilding", rebuilding,
        "held", held,
        "rebuilds", rebuilds);
  }
}
