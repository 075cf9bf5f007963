package equilibrium.streams;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.streams.transaction.TransactionNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether a program stands still, through a connection of its own. While
 * Kafka does not answer at all, nothing is said: a restart would not help.
 */
final class ProgressWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int ANSWER_SECONDS = 10;

  /**
   * What is watched.
   *
   * @param state folder of its stores
   * @param read topics of the tracker that the program reads
   */
  record Subject(
      String program,
      String group,
      Path state,
      Set<String> read,
      KafkaStreams streams,
      RestoreProgress restore,
      Failures failures) {}

  private final Subject subject;
  private final KafkaSettings kafka;
  private final Standstill standstill;
  private final BackgroundTask task;
  private Map<TopicPartition, Long> committed = Map.of();
  private volatile String problem = "";

  private ProgressWatch(Subject subject, KafkaSettings kafka, Duration patience) {
    this.subject = subject;
    this.kafka = kafka;
    this.standstill = new Standstill(patience, new UnreadRecords(kafka)::isAny);
    this.task = BackgroundTask.start(subject.program() + "-progress", this::watch);
  }

  static ProgressWatch start(Subject subject, KafkaSettings kafka, Duration patience) {
    return new ProgressWatch(subject, kafka, patience);
  }

  private void watch(BackgroundTask task) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      while (!task.isClosed(PERIOD)) {
        observe(admin);
      }
    }
  }

  private void observe(Admin admin) {
    if (!subject.streams().state().isRunningOrRebalancing()) {
      standstill.reset();
      return;
    }
    var local = local();
    Map<TopicPartition, Long> ends;
    try {
      ends = ends(admin, local);
    } catch (ExecutionException | TimeoutException _) {
      standstill.reset();
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    updateCommitted(admin);
    var places = new HashMap<TopicPartition, Standstill.Place>();
    local.forEach(partition ->
        places.put(
            partition,
            new Standstill.Place(
                committed.getOrDefault(partition, -1L), ends.getOrDefault(partition, 0L))));
    boolean rebalancing = subject.streams().state() == KafkaStreams.State.REBALANCING;
    var view =
        new Standstill.View(
            rebalancing, subject.failures().waiting(), subject.restore().remaining(), places);
    var found = standstill.observe(System.nanoTime(), view);
    report(found == null ? "" : found);
  }

  private void report(String found) {
    boolean isNew = problem.isEmpty();
    problem = found;
    if (isNew && !found.isEmpty()) {
      LOG.atError()
          .addKeyValue("program", subject.program())
          .addKeyValue("cause", found)
          .log(
              "program stands still and has to be started again; if that does not help, look at"
                  + " the group coordinator's broker");
      TransactionNames.forget(subject.state()); // its transactions may be what does not go on
    }
  }

  private Set<TopicPartition> local() {
    return subject.streams().metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(active -> active.topicPartitions().stream())
        .collect(Collectors.toSet());
  }

  /** Of what this process reads, and of one partition more of each topic, to see Kafka answer. */
  private Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> local)
      throws ExecutionException, InterruptedException, TimeoutException {
    var asked = new HashSet<>(local);
    subject.read().forEach(topic -> asked.add(new TopicPartition(topic, 0)));
    var specs =
        asked.stream().collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    var ends = new HashMap<TopicPartition, Long>();
    answer(admin.listOffsets(specs, options).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** If the coordinator does not answer, no position has moved. */
  private void updateCommitted(Admin admin) {
    var now = new HashMap<TopicPartition, Long>();
    try {
      answer(admin.listConsumerGroupOffsets(subject.group()).partitionsToOffsetAndMetadata())
          .forEach((partition, position) -> {
            if (position != null) {
              now.put(partition, position.offset());
            }
          });
      committed = now;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("positions of {} are not known", subject.group(), e);
    }
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** What stands still, in one sentence; empty: nothing does. */
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    task.close();
  }
}
