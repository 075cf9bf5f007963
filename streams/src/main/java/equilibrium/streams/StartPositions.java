package equilibrium.streams;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.streams.transaction.TransactionNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a group's positions with the log before its program starts. Kafka Streams alone would
 * read the whole log again where a position lies beyond the end, and would pass over a gap in
 * silence where records were deleted unread.
 *
 * <pre>
 *            first              end
 *  log         |------------------|
 *  position  ^ missed records              ^ the log was cut: go back before its end
 * </pre>
 */
final class StartPositions {
  private static final Logger LOG = LoggerFactory.getLogger(StartPositions.class);

  /**
   * A broker writes its log to the disk within half a minute, each partition at its own time, so
   * stores and internal topics are cut at other places than the announces. What is read again
   * counts once where the session's state is still there. It counts twice where that is gone but
   * what followed from it is not, and not at all where it is there and what followed is gone.
   */
  private static final Duration BACK = Duration.ofMinutes(10);

  /** A killed process stays a member until its session ends; positions cannot change before. */
  private static final Duration MEMBERS_LEAVE = Duration.ofSeconds(40);

  private final String program;
  private final String group;
  private final Path state;
  private final GroupPositions positions;
  private final TopologyTopics topics;

  /**
   * What an operator has to know of a start.
   *
   * @param missed records that were deleted before the program read them, by partition
   * @param lostChangelogs of stores, whose topics are missing although the group has positions
   * @param expired internal topics that have records although the group had no positions
   */
  record Findings(Map<String, Long> missed, Set<String> lostChangelogs, Set<String> expired) {}

  private StartPositions(
      String program, StreamsSettings settings, Admin admin, TopologyTopics topics) {
    this.program = program;
    this.group = settings.applicationId();
    this.state = settings.state();
    this.positions = new GroupPositions(group, admin);
    this.topics = topics;
  }

  /**
   * Moves positions that lie beyond the end of the log to before it, and has the program begin
   * under new transactional ids then. A {@link Fault} if Kafka does not answer, or if other members
   * of the group prevent it.
   */
  static Findings check(
      String program, StreamsSettings settings, KafkaSettings kafka, TopologyTopics topics) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      return new StartPositions(program, settings, admin, topics).check();
    } catch (ExecutionException | TimeoutException e) {
      throw new Fault(
          "%s cannot start: Kafka does not tell its positions: %s".formatted(program, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(program + " cannot start: interrupted", e);
    }
  }

  private Findings check() throws ExecutionException, InterruptedException, TimeoutException {
    var existing = positions.topics();
    var committed = positions.committed(existing);
    if (committed.isEmpty()) {
      var expired = new ExpiredPositions(program, group, positions).passOver(topics, existing);
      return new Findings(Map.of(), Set.of(), expired);
    }
    var ends = positions.offsets(committed.keySet(), OffsetSpec.latest());
    boolean wasCut =
        ends.entrySet().stream()
            .anyMatch(end -> committed.getOrDefault(end.getKey(), 0L) > end.getValue().offset());
    if (wasCut) {
      // First: once the positions are moved, the next start sees no cut.
      TransactionNames.forget(state);
      goBack(committed, ends);
    }
    return new Findings(missed(committed), lostChangelogs(existing), Set.of());
  }

  private void goBack(
      Map<TopicPartition, Long> committed, Map<TopicPartition, ListOffsetsResultInfo> ends)
      throws ExecutionException, InterruptedException, TimeoutException {
    var spans = spans(ends);
    var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
    long again = 0;
    for (var end : ends.entrySet()) {
      long before = committed.getOrDefault(end.getKey(), 0L);
      long inLog = Math.min(before, end.getValue().offset());
      long to = Math.max(0, inLog - spans.getOrDefault(end.getKey(), 0L));
      if (to != before) {
        moved.put(end.getKey(), new OffsetAndMetadata(to));
        again += inLog - to;
      }
    }
    move(moved);
    LOG.atWarn()
        .addKeyValue("program", program)
        .addKeyValue("partitions", moved.size())
        .addKeyValue("readAgain", again)
        .log(
            "the log ends before positions of this program, as after a power cut of the broker;"
                + " it goes back ten minutes, and most announces that are read again count once");
  }

  /**
   * Records of some minutes before the newest one of the tracker's topics. A position goes back by
   * as many even if it lags: the stores that belong to it may have been cut.
   */
  private Map<TopicPartition, Long> spans(Map<TopicPartition, ListOffsetsResultInfo> ends)
      throws ExecutionException, InterruptedException, TimeoutException {
    var read =
        ends.entrySet().stream()
            .filter(end -> topics.read().contains(end.getKey().topic()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    var times = new HashMap<TopicPartition, OffsetSpec>();
    positions
        .offsets(read.keySet(), OffsetSpec.maxTimestamp())
        .forEach((partition, newest) -> {
          if (newest.timestamp() >= 0) {
            times.put(partition, OffsetSpec.forTimestamp(newest.timestamp() - BACK.toMillis()));
          }
        });
    var spans = new HashMap<TopicPartition, Long>();
    positions
        .offsets(times)
        .forEach((partition, found) -> {
          var end = read.get(partition);
          if (end != null && found.offset() >= 0) {
            spans.put(partition, end.offset() - found.offset());
          }
        });
    return spans;
  }

  private void move(Map<TopicPartition, OffsetAndMetadata> moved)
      throws ExecutionException, InterruptedException, TimeoutException {
    long untilNs = System.nanoTime() + MEMBERS_LEAVE.toNanos();
    while (true) {
      try {
        positions.move(moved);
        return;
      } catch (ExecutionException e) { // the group has members
        if (System.nanoTime() > untilNs) {
          throw new Fault(
              "%s cannot start: the log ends before its positions, and members of group %s prevent"
                      .formatted(program, group)
                  + " that they are moved; stop all processes of the program, then start them",
              e);
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private Map<String, Long> missed(Map<TopicPartition, Long> committed)
      throws ExecutionException, InterruptedException, TimeoutException {
    var missed = new TreeMap<String, Long>();
    var read =
        committed.entrySet().stream()
            .filter(position -> topics.read().contains(position.getKey().topic()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    positions
        .offsets(read.keySet(), OffsetSpec.earliest())
        .forEach((partition, first) -> {
          long records = first.offset() - read.getOrDefault(partition, 0L);
          if (records > 0) {
            missed.put(partition.toString(), records);
          }
        });
    if (!missed.isEmpty()) {
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("records", missed)
          .log(
              "records were deleted before this program read them, because it was away too long;"
                  + " what they would have credited is lost, and it goes on with the oldest records");
    }
    return missed;
  }

  private Set<String> lostChangelogs(Set<String> existing) {
    var lost = new TreeSet<String>();
    topics.changelogs().stream()
        .map(name -> group + "-" + name)
        .filter(name -> !existing.contains(name))
        .forEach(lost::add);
    if (!lost.isEmpty()) {
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("topics", lost)
          .log(
              "stores have no changelog although the program ran before: they are made anew, and"
                  + " what they held is lost unless its files are here; right after an update that"
                  + " adds a store nothing is lost");
    }
    return lost;
  }
}
