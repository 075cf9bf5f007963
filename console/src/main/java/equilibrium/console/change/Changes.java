package equilibrium.console.change;

import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.store.Database;
import equilibrium.platform.Platform;
import equilibrium.platform.TrackerClock;
import equilibrium.platform.control.ChangeLog;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.platform.control.NotPublished;
import equilibrium.platform.control.ProjectedOffsets;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AuditEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes: writes them to Kafka with all acknowledgements, records who made them in topic
 * {@code audit}, and waits up to 5 s until PostgreSQL has them.
 */
public final class Changes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(10);
  private static final Duration POSTGRES_PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  /** Header with the position of a change's record. */
  public static final String POSITION = "Equilibrium-Position";

  private final Platform platform;
  private final Database database;
  private final TrackerClock clock;
  private @Nullable ChangeLog log;

  /**
   * What is changed, for the audit.
   *
   * @param operation method and path
   * @param subject id of what is changed
   * @param detail to what, in words
   */
  public record Subject(String operation, String subject, String detail) {}

  /**
   * What became of a change.
   *
   * @param position of its last record, as text
   * @param isProjected whether PostgreSQL has it
   */
  public record Outcome(String position, boolean isProjected) {

    /** The reply with the position; 202 where PostgreSQL does not have it yet. */
    public Reply on(Reply reply) {
      var placed = reply.with(POSITION, position);
      return isProjected ? placed : placed.withStatus(202);
    }
  }

  /**
   * A change that lies in Kafka and goes nowhere else.
   *
   * @param position of its record, as text
   * @param offset of its record
   */
  public record Written(String position, long offset) {}

  public Changes(Platform platform, Database database) {
    this.platform = platform;
    this.database = database;
    this.clock = platform.clock();
  }

  /** Who asks, and when. */
  public Authorship authorship(Request request) {
    return new Authorship(clock.nowMs(), request.token().name());
  }

  /** Publishes one change. */
  public <K, V> Outcome publish(
      Request request, Subject subject, Topic<K, V> topic, Change<K, V> change) {
    return publish(request, subject, topic, List.of(change));
  }

  /** Publishes one change of a topic that PostgreSQL does not have. */
  public <K, V> Written write(
      Request request, Subject subject, Topic<K, V> topic, Change<K, V> change) {
    var offsets = send(request, subject, topic, List.of(change));
    var position = position(offsets);
    audit(request, subject, position);
    return new Written(position, offsets.values().iterator().next());
  }

  /** Publishes changes together, at most some thousands. */
  public <K, V> Outcome publish(
      Request request, Subject subject, Topic<K, V> topic, List<Change<K, V>> changes) {
    var offsets = send(request, subject, topic, changes);
    var position = position(offsets);
    audit(request, subject, position);
    return new Outcome(position, isProjected(offsets));
  }

  /** Many changes to one topic, published as they come and awaited together. */
  public final class Sequence<K, V> {
    private final Topic<K, V> topic;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    private Sequence(Topic<K, V> topic) {
      this.topic = topic;
    }

    /**
     * Publishes some thousands of them at most.
     *
     * @param subject of these, for the log if Kafka does not acknowledge them
     */
    public void add(Request request, Subject subject, List<Change<K, V>> changes) {
      offsets.putAll(send(request, subject, topic, changes));
    }

    /** Records them as one in the audit, and waits for PostgreSQL. At least one was published. */
    public Outcome finish(Request request, Subject subject) {
      var position = position(offsets);
      audit(request, subject, position);
      return new Outcome(position, isProjected(offsets));
    }
  }

  public <K, V> Sequence<K, V> sequence(Topic<K, V> topic) {
    return new Sequence<>(topic);
  }

  /** What Kafka does not acknowledge may lie in the topic all the same, and not in the audit. */
  private <K, V> Map<TopicPartition, Long> send(
      Request request, Subject subject, Topic<K, V> topic, List<Change<K, V>> changes) {
    try {
      return send(topic, changes);
    } catch (Refused e) {
      LOG.atWarn()
          .addKeyValue("by", request.token().name())
          .addKeyValue("operation", subject.operation())
          .addKeyValue("subject", subject.subject())
          .setCause(e)
          .log("a change may be published, but topic audit does not have it: look at the subject");
      throw e;
    }
  }

  private <K, V> Map<TopicPartition, Long> send(Topic<K, V> topic, List<Change<K, V>> changes) {
    try {
      return log().send(topic, changes);
    } catch (NotPublished e) {
      throw ProblemType.NOT_PUBLISHED.refuse(String.valueOf(e.getMessage()), e);
    } catch (KafkaException e) { // no client could be made
      throw ProblemType.NOT_PUBLISHED.refuse("Kafka: " + e.getMessage(), e);
    }
  }

  private synchronized ChangeLog log() {
    if (log == null) {
      log = new ChangeLog(platform.kafka(), "equilibrium-console", KAFKA_PATIENCE);
    }
    return log;
  }

  /**
   * Records in the audit something that changes no topic. Refused if Kafka does not take it.
   *
   * @return position of the record
   */
  public String note(Request request, Subject subject) {
    var entry = entry(authorship(request), subject, "");
    return position(send(Topics.AUDIT, List.of(new Change<>(entry.getBy(), entry))));
  }

  /**
   * Publishes a change that takes effect without PostgreSQL, once the audit has it. Refused if
   * Kafka does not take both.
   *
   * @return position of the record
   */
  public <K, V> String order(
      Request request, Subject subject, Topic<K, V> topic, Change<K, V> change) {
    var _ = note(request, subject);
    return position(send(topic, List.of(change)));
  }

  private static AuditEntry entry(Authorship authorship, Subject subject, String position) {
    return new AuditEntry(
        authorship.nowMs(),
        authorship.by(),
        subject.operation(),
        subject.subject(),
        subject.detail(),
        position);
  }

  private void audit(Request request, Subject subject, String position) {
    var authorship = authorship(request);
    var entry = entry(authorship, subject, position);
    try {
      var _ = log().send(Topics.AUDIT, List.of(new Change<>(authorship.by(), entry)));
    } catch (RuntimeException e) { // the producer may be closed by now
      LOG.atError()
          .addKeyValue("by", authorship.by())
          .addKeyValue("operation", subject.operation())
          .addKeyValue("subject", subject.subject())
          .addKeyValue("position", position)
          .setCause(e)
          .log("a change is published, but topic audit does not have it; this line replaces it");
    }
  }

  /** Only of the last record: the answer to one change is what matters. */
  private static String position(Map<TopicPartition, Long> offsets) {
    var sorted = new TreeMap<String, Long>();
    offsets.forEach(
        (partition, offset) -> sorted.put(partition.topic() + "/" + partition.partition(), offset));
    var last = sorted.lastEntry();
    return last.getKey() + "@" + last.getValue();
  }

  /** Holds no connection between two looks, so that waiting changes keep nobody from reading. */
  private boolean isProjected(Map<TopicPartition, Long> offsets) {
    long deadline = System.nanoTime() + POSTGRES_PATIENCE.toNanos();
    try {
      while (!database.read(connection -> isProjected(connection, offsets))) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        Thread.sleep(POLL);
      }
      return true;
    } catch (Refused _) {
      return false; // PostgreSQL is away; the log has the change
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isProjected(Connection connection, Map<TopicPartition, Long> offsets)
      throws SQLException {
    try {
      return ProjectedOffsets.await(connection, offsets, Duration.ZERO);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public synchronized void close() {
    if (log != null) {
      log.close();
    }
  }
}
