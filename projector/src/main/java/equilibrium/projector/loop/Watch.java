package equilibrium.projector.loop;

import equilibrium.platform.Platform;
import equilibrium.projector.loop.ProjectorStatus.State;
import equilibrium.projector.rebuild.TopicRebuild;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails the projector when nothing is projected for a minute although Kafka and PostgreSQL answer
 * and the log has more. It asks both by itself, because the loop may hang in either.
 */
public final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int ANSWER_SECONDS = 10;

  private final Platform platform;
  private final Supplier<Admin> clients;
  private final Collection<String> topics;
  private final ProjectorStatus status;
  private final Standstill standstill = new Standstill(Duration.ofMinutes(1));
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "projector-watch");

  public Watch(Platform platform, Collection<String> topics, ProjectorStatus status) {
    this(
        platform,
        () -> Admin.create(platform.kafka().with(Map.of("client.id", "projector-watch"))),
        topics,
        status);
  }

  /**
   * As above.
   *
   * @param clients makes a client of Kafka; a KafkaException while it cannot
   */
  Watch(
      Platform platform,
      Supplier<Admin> clients,
      Collection<String> topics,
      ProjectorStatus status) {
    this.platform = platform;
    this.clients = clients;
    this.topics = topics;
    this.status = status;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        watch();
      } while (!isClosed(RETRY));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() throws InterruptedException {
    try (var admin = clients.get()) {
      while (!isClosed(EVERY)) {
        look(admin);
      }
    } catch (KafkaException e) { // such as a name that cannot be resolved
      LOG.atDebug().log("Kafka cannot be asked; it is tried again", e);
      standstill.moved();
    }
  }

  private boolean isClosed(Duration within) throws InterruptedException {
    return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Admin admin) throws InterruptedException {
    if (status.state() == State.RETRYING || status.isRebuilding()) {
      standstill.moved(); // it says what it waits for
      return;
    }
    try {
      var ends = ends(admin);
      ends.keySet().removeIf(partition -> status.isHeld(partition.topic()));
      var projected = projected();
      if (projected.isEmpty()) {
        standstill.moved(); // another process rebuilds a topic, and the loop may wait for it
      } else if (standstill.at(System.nanoTime(), projected.get(), ends)) {
        var trouble =
            "nothing was projected for a minute, although Kafka and PostgreSQL answer and the log"
                + " has more";
        LOG.atError().addKeyValue("trouble", trouble).log("the projector stands still and ends");
        status.is(State.FAILED, trouble);
        closing.countDown();
      }
    } catch (SQLException | ExecutionException | TimeoutException e) {
      LOG.atDebug().log("Kafka or PostgreSQL does not answer; a restart would not help", e);
      standstill.moved();
    }
  }

  private Map<TopicPartition, Long> ends(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    var described =
        admin.describeTopics(topics).allTopicNames().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    described.forEach((topic, found) ->
        found
            .partitions()
            .forEach(one ->
                wanted.put(new TopicPartition(topic, one.partition()), OffsetSpec.latest())));
    var ends = new HashMap<TopicPartition, Long>();
    admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(ANSWER_SECONDS, TimeUnit.SECONDS)
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** As PostgreSQL says, by whichever projector; empty: a topic is being rebuilt. */
  private Optional<Map<TopicPartition, Long>> projected() throws SQLException {
    try (var db = platform.postgres().connect("projector watch")) {
      db.setNetworkTimeout(Runnable::run, ANSWER_SECONDS * 1_000);
      return TopicRebuild.isUnderWay(db) ? Optional.empty() : Optional.of(offsets(db));
    }
  }

  private static Map<TopicPartition, Long> offsets(Connection db) throws SQLException {
    var offsets = new HashMap<TopicPartition, Long>();
    try (var query = db.createStatement();
        var rows =
            query.executeQuery("SELECT topic, partition, next_offset FROM projected_offsets")) {
      while (rows.next()) {
        offsets.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return offsets;
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
