package equilibrium.analyst.judge;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.analyst.log.Range;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Judges findings again: the records that a rule reads go through detection's own rules, in this
 * process. Writes nothing to Kafka.
 */
public final class Judge {
  /** The last minute of detection waits for the one after it. */
  private static final long PASSED_MS = Duration.ofMinutes(2).toMillis();

  /**
   * How it runs.
   *
   * @param config by which detection decides
   * @param temporary folder for files of Kafka Streams
   * @param isQuiet whether no ranges and no progress are printed
   */
  public record Options(AnomalyConfig config, TimeScale scale, Path temporary, boolean isQuiet) {}

  private final Log log;
  private final Options options;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<Work, List<Anomaly>> done = new HashMap<>();

  public Judge(Log log, Options options, PrintStream out, PrintStream err) {
    this.log = log;
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /**
   * A fold that findings share.
   *
   * @param key client, partition, swarm or time of the run
   */
  private record Work(Basis basis, Object key) {}

  /**
   * Prints the verdict on a finding, or on each of a case; whether all are the same. A {@link
   * Fault} if there is none of that id.
   */
  public boolean judge(String id) {
    boolean same = true;
    for (var finding : new FindingSearch(log).of(id)) {
      var verdict = Verdict.of(finding, again(finding));
      out.print(verdict.text());
      same &= verdict.isSame();
    }
    return same;
  }

  private List<Anomaly> again(Anomaly finding) {
    var basis = Basis.of(finding.getRule());
    return switch (basis) {
      case CLIENT ->
          done.computeIfAbsent(
              new Work(basis, finding.getClientId()), _ -> ofClient(finding.getClientId()));
      case PARTITION -> {
        int partition = partition(finding, finding.getEvents());
        yield done.computeIfAbsent(new Work(basis, partition), _ -> ofPartition(partition));
      }
      case SWARM -> {
        var swarm = finding.getInfoHash();
        int partition = partition(finding, finding.getEpisodes());
        yield done.computeIfAbsent(new Work(basis, swarm), _ -> ofSwarm(swarm, partition));
      }
      case RUN ->
          done.computeIfAbsent(
              new Work(basis, finding.getDecidedAtMs()), _ -> ofRun(finding.getDecidedAtMs()));
    };
  }

  private static int partition(Anomaly finding, List<Position> evidence) {
    if (evidence.isEmpty()) {
      throw new Fault("%s does not say where its evidence lies".formatted(finding.getCaseId()));
    }
    return evidence.getFirst().getPartition();
  }

  private List<Anomaly> ofClient(ClientId client) {
    var ranges =
        Stream.of(Topics.ANNOUNCES, Topics.CONTRIBUTIONS).flatMap(topic -> ranges(topic)).toList();
    try (var progress = progress(ranges);
        var fold = fold()) {
      LogRecord last = null;
      long minuteMs = 0;
      for (var event : ClientEvents.of(client, options.scale(), log, ranges, progress)) {
        fold.advance(event.minuteMs(), event.record().appendedAtMs());
        fold.add(event.topic(), event.record());
        last = event.record();
        minuteMs = event.minuteMs();
      }
      if (last != null) {
        fold.advance(minuteMs + PASSED_MS, last.appendedAtMs() + PASSED_MS);
      }
      return fold.findings();
    }
  }

  private List<Anomaly> ofPartition(int partition) {
    var ranges = ranges(Topics.ANNOUNCES).filter(range -> range.partition() == partition).toList();
    try (var progress = progress(ranges);
        var fold = fold()) {
      for (var range : ranges) {
        new Decoded<>(log, range, Topics.ANNOUNCES, progress)
            .forEach((record, _) -> fold.add(Topics.ANNOUNCES, record));
      }
      return fold.findings();
    }
  }

  private List<Anomaly> ofSwarm(InfoHash swarm, int partition) {
    var ranges =
        ranges(Topics.SWARM_EPISODES).filter(range -> range.partition() == partition).toList();
    try (var progress = progress(ranges);
        var fold = fold()) {
      for (var range : ranges) {
        new Decoded<>(log, range, Topics.SWARM_EPISODES, progress)
            .forEach((record, episode) -> {
              if (episode.getInfoHash().equals(swarm)) {
                fold.add(Topics.SWARM_EPISODES, record);
              }
            });
      }
      return fold.findings();
    }
  }

  /** The run reads the episodes that it names, in any order. */
  private List<Anomaly> ofRun(long untilMs) {
    var run = run(untilMs);
    var ranges =
        ranges(Topics.SWARM_EPISODES)
            .filter(range -> range.partition() < run.getEnds().size())
            .map(range -> before(range, run.getEnds().get(range.partition())))
            .toList();
    var episodes = new ArrayList<SwarmEpisode>();
    var places = new ArrayList<Position>();
    try (var progress = progress(ranges)) {
      for (var range : ranges) {
        new Decoded<>(log, range, Topics.SWARM_EPISODES, progress)
            .forEach((record, episode) -> {
              if (episode.getEndMs() >= run.getSinceMs() && episode.getEndMs() < untilMs) {
                episodes.add(episode);
                places.add(new Position(record.partition(), record.offset()));
              }
            });
      }
    }
    return AnomalyDetection.attribution(options.config(), episodes, untilMs).stream()
        .map(finding ->
            Anomaly.newBuilder(finding)
                .setEpisodes(DetectionFold.places(finding.getEpisodes(), places))
                .build())
        .toList();
  }

  private AttributionRun run(long untilMs) {
    var runs = new ArrayList<AttributionRun>();
    for (var range : log.ranges(Topics.ATTRIBUTION_RUNS, Range.ALL)) {
      Decoded.of(log, range, Topics.ATTRIBUTION_RUNS)
          .forEach((_, run) -> {
            if (run.getUntilMs() == untilMs) {
              runs.add(run);
            }
          });
    }
    if (runs.isEmpty()) {
      throw new Fault("attribution-runs has no run that ended at %d".formatted(untilMs));
    }
    return runs.getLast();
  }

  private static PartitionRange before(PartitionRange range, long end) {
    return new PartitionRange(
        range.topic(), range.partition(), Math.min(range.begin(), end), Math.min(range.end(), end));
  }

  /** Says so where the log has forgotten the beginning. */
  private Stream<PartitionRange> ranges(Topic<?, ?> topic) {
    var ranges = log.ranges(topic, Range.ALL);
    boolean isWhole = ranges.stream().allMatch(range -> range.begin() == 0);
    if (!isWhole && !options.isQuiet()) {
      err.printf("%s no longer has its oldest records; the fold lacks them%n", topic.name());
    }
    return ranges.stream();
  }

  private Progress progress(List<PartitionRange> ranges) {
    long all = ranges.stream().mapToLong(PartitionRange::size).sum();
    return new Progress(err, all, options.isQuiet());
  }

  private DetectionFold fold() {
    return new DetectionFold(options.config(), options.scale(), options.temporary());
  }
}
