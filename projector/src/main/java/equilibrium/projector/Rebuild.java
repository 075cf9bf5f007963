package equilibrium.projector;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.projector.projection.Feed;
import equilibrium.projector.projection.Feeds;
import equilibrium.projector.rebuild.ArchivedTopic;
import equilibrium.projector.rebuild.Rebuilt;
import equilibrium.projector.rebuild.TopicLog;
import equilibrium.projector.rebuild.TopicRebuild;
import equilibrium.projector.rebuild.TopicRebuild.Progress;
import equilibrium.projector.rebuild.TopicRebuild.Purpose;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes tables anew from the log, or compares them with it, while projectors and readers go on
 * (docs/explain/projection.md).
 */
public final class Rebuild {
  /** The comparison of two large tables is one statement. */
  private static final Duration LONGEST_STATEMENT = Duration.ofHours(1);

  private static final long LINE_EVERY_NS = Duration.ofSeconds(1).toNanos();

  /** Takes lines for an operator. */
  @FunctionalInterface
  public interface Lines {
    void print(String line);
  }

  /**
   * How the tables of a topic compare with the fold of its log.
   *
   * @param records of the log that were folded
   * @param differing rows that differ or are on one side alone; -1: not compared, because the log
   *     no longer has all records of the sums
   */
  public record Comparison(String topic, long records, long differing) {}

  private final Platform platform;
  private final boolean handOuts;

  /**
   * As role projector.
   *
   * @param handOuts whether hand-outs are projected
   */
  public Rebuild(Platform platform, boolean handOuts) {
    this.platform = platform;
    this.handOuts = handOuts;
  }

  /** The topics that are projected, sorted. */
  public Set<String> topics() {
    return new TreeSet<>(Feeds.all(platform.scale(), handOuts).keySet());
  }

  /** As {@link #anew(String, ArchivedTopic, Lines)}, from the log alone. */
  public void anew(String topic, Lines lines) throws SQLException {
    anew(topic, null, lines);
  }

  /**
   * Rebuilds a topic's tables and says so. A {@link Fault} if records between archive and log are
   * lost.
   *
   * @param archive for what the log has deleted; null: there is none
   */
  public void anew(String topic, @Nullable ArchivedTopic archive, Lines lines) throws SQLException {
    var printed =
        new Object() {
          long atNs = System.nanoTime();
        };
    var done =
        run(
            Purpose.ANEW,
            topic,
            Map.of(),
            archive,
            (records, of) -> {
              if (System.nanoTime() - printed.atNs > LINE_EVERY_NS) {
                printed.atNs = System.nanoTime();
                lines.print("%s: %d of %d records".formatted(topic, records, of));
              }
            });
    lines.print(sentence(done));
  }

  private static String sentence(Rebuilt done) {
    return switch (done.action()) {
      case REBUILT ->
          "%s: rebuilt of %d records (%d unreadable); %d rows deleted or inserted"
              .formatted(done.topic(), done.records(), done.unreadable(), done.rows());
      case REPLACED ->
          "%s: rebuilt of %d records; PostgreSQL could not read the old rows, and none is left"
              .formatted(done.topic(), done.records());
      case RESUMED ->
          "%s: the log no longer begins with its first record; the rows stay and the topic is read on: %s"
              .formatted(done.topic(), String.join("; ", done.troubles()));
      case KEPT ->
          "%s: the log no longer begins with its first record, so its sums stay as they are"
              .formatted(done.topic());
      case NONE, HELD, COMPARED -> "%s: another session rebuilt it".formatted(done.topic());
    };
  }

  /** Compares a topic's tables with the fold of its log, at the same offsets. */
  public Comparison compare(String topic) throws SQLException {
    var done = run(Purpose.COMPARE, topic, Map.of(), null, (_, _) -> {});
    return switch (done.action()) {
      case COMPARED -> new Comparison(topic, done.records(), done.rows());
      case REBUILT, REPLACED, RESUMED, KEPT, HELD, NONE -> new Comparison(topic, 0, -1);
    };
  }

  Rebuilt repair(String topic, Map<TopicPartition, Long> divergent, Progress progress)
      throws SQLException {
    return run(Purpose.REPAIR, topic, divergent, null, progress);
  }

  private Rebuilt run(
      Purpose purpose,
      String topic,
      Map<TopicPartition, Long> divergent,
      @Nullable ArchivedTopic archive,
      Progress progress)
      throws SQLException {
    try (var db = Projector.connect(platform, "projector rebuild");
        var log = TopicLog.open(platform)) {
      db.setNetworkTimeout(Runnable::run, (int) LONGEST_STATEMENT.toMillis());
      return new TopicRebuild(feed(topic), log, db, platform.scale(), archive)
          .run(purpose, divergent, progress);
    }
  }

  /** Of its own, because decoders are not thread-safe. */
  private Feed<?, ?> feed(String topic) {
    var feed = Feeds.all(platform.scale(), handOuts).get(topic);
    if (feed == null) {
      throw new Fault("topic %s is not projected; these are: %s".formatted(topic, topics()));
    }
    return feed;
  }
}
