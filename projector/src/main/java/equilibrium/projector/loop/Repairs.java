package equilibrium.projector.loop;

import equilibrium.platform.Fault;
import equilibrium.projector.rebuild.Rebuilt;
import equilibrium.projector.rebuild.Rebuilt.Action;
import equilibrium.projector.rebuild.TopicRebuild.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds topics whose offsets do not fit the log, one after the other, on a thread of its own.
 * The loop goes on with its other partitions meanwhile. A rebuild that fails is tried again after 1
 * s, 2 s, … 30 s.
 */
public final class Repairs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** How often a topic that an operator has to decide on is looked at. */
  private static final Duration HELD_WAIT = Duration.ofSeconds(10);

  /** Corrects a topic. */
  @FunctionalInterface
  public interface Repair {
    /**
     * Returns when offsets and log fit.
     *
     * @param divergent where Kafka said that the log parted from what was projected
     */
    Rebuilt run(String topic, Map<TopicPartition, Long> divergent, Progress progress)
        throws SQLException;
  }

  private final Repair repair;
  private final ProjectorStatus status;
  private final Set<String> pending = ConcurrentHashMap.newKeySet();
  private final Queue<String> finished = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("rebuild").daemon().factory());

  public Repairs(Repair repair, ProjectorStatus status) {
    this.repair = repair;
    this.status = status;
  }

  /** Asks for a topic; nothing happens if it is being corrected. */
  void want(String topic, Map<TopicPartition, Long> divergent) {
    if (pending.add(topic)) {
      var known = new HashMap<>(divergent);
      if (!status.isHeld(topic)) {
        status.rebuilding(topic, 0, 0);
      }
      var _ = thread.submit(() -> attempt(topic, known, FIRST_WAIT));
    }
  }

  private void attempt(String topic, Map<TopicPartition, Long> divergent, Duration wait) {
    try {
      var done = repair.run(topic, divergent, (records, of) -> progress(topic, records, of));
      if (done.action() == Action.HELD) {
        hold(done);
      } else {
        status.rebuilt(done);
        report(done);
        finished.add(topic);
      }
      return;
    } catch (SQLException | KafkaException | Fault e) {
      LOG.atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("trouble", String.valueOf(e.getMessage()))
          .addKeyValue("again_in", wait)
          .log("rebuild interrupted; it is begun again, and the old rows are served meanwhile");
    } catch (RuntimeException | Error e) { // nobody else would report it
      LOG.atError()
          .addKeyValue("topic", topic)
          .addKeyValue("again_in", wait)
          .setCause(e)
          .log("rebuild failed by a bug; it is begun again, and the old rows are served meanwhile");
    }
    later(topic, divergent, wait);
  }

  /** Not after {@link #close}, after which nothing is rebuilt as far as anybody can see. */
  private synchronized void progress(String topic, long records, long of) {
    if (!thread.isShutdown()) {
      status.rebuilding(topic, records, of);
    }
  }

  /** The loop compares offsets and log again later: an operator may have rebuilt the topic. */
  private void hold(Rebuilt done) {
    if (!status.isHeld(done.topic())) {
      LOG.atError()
          .addKeyValue("topic", done.topic())
          .addKeyValue("trouble", String.join("; ", done.troubles()))
          .log(
              "the log has lost most of its records: the topic is not projected, and its old rows"
                  + " are served. Bring Kafka's data back, or take the log as it is, which deletes"
                  + " rows: equilibrium rebuild --topic="
                  + done.topic());
    }
    status.held(done);
    if (!thread.isShutdown()) {
      var _ =
          thread.schedule(
              () -> finished.add(done.topic()), HELD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Behind the others that wait. */
  private void later(String topic, Map<TopicPartition, Long> divergent, Duration wait) {
    if (!thread.isShutdown()) {
      var _ =
          thread.schedule(
              () -> attempt(topic, divergent, longer(wait)),
              wait.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private static Duration longer(Duration wait) {
    var twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
  }

  private static void report(Rebuilt done) {
    var said = LOG.atWarn().addKeyValue("topic", done.topic());
    switch (done.action()) {
      case REBUILT ->
          said.addKeyValue("records", done.records())
              .addKeyValue("rows_changed", done.rows())
              .addKeyValue("unreadable", done.unreadable())
              .log("rebuilt: the tables of the topic are the fold of its log again");
      case REPLACED ->
          said.addKeyValue("records", done.records())
              .addKeyValue("rows", done.rows())
              .log(
                  "rebuilt: PostgreSQL could not read the old rows, and no row older than the log is left");
      case RESUMED ->
          said.log(
              "the rows stay and the topic is read on where the log can go on; records that the log"
                  + " lost are not counted again or are missing");
      case NONE, KEPT, HELD, COMPARED -> said.log("log and PostgreSQL fit after all");
    }
  }

  /** Topics whose offsets and log are to be compared again, since the last call. */
  List<String> finished() {
    var topics = new ArrayList<String>();
    for (var topic = finished.poll(); topic != null; topic = finished.poll()) {
      pending.remove(topic);
      topics.add(topic);
    }
    return topics;
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
    pending.forEach(status::notRebuilding);
  }
}
