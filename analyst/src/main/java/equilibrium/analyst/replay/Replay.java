package equilibrium.analyst.replay;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.rules.ScoringRules;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;

/**
 * Folds all announces again by scoring's own topology, one partition after the other. Writes
 * nothing to Kafka.
 */
public final class Replay {
  /**
   * How it runs.
   *
   * @param rules by which scoring folds
   * @param detection by which the daily attribution decides
   * @param temporary folder for files of Kafka Streams
   * @param isQuiet whether no ranges and no progress are printed
   */
  public record Options(
      TimeScale scale,
      ScoringRules rules,
      AnomalyConfig detection,
      Path temporary,
      boolean isQuiet) {
    PartitionFold.Setup setup() {
      return new PartitionFold.Setup("replay", scale, rules, temporary);
    }
  }

  private final Log log;
  private final TopicRecords announces;
  private final Options options;
  private final PrintStream out;
  private final PrintStream err;

  public Replay(Records records, Options options, PrintStream out, PrintStream err) {
    this.log = records.log();
    this.announces = records.announces();
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Prints how many records the announces give, and their digests. */
  public void print() {
    var ranges = ranges();
    var digests = new TableDigests(options.detection());
    try (var run = new Run(ranges, Registrations.newest(log))) {
      for (var range : ranges.announces()) {
        digests.begin(range.partition());
        run.fold(range, digests);
      }
    }
    digests.lines().forEach(out::println);
  }

  /**
   * Compares contributions, balances, episodes and findings of daily runs with those in the topics;
   * whether nothing differs.
   */
  public boolean check() {
    var runs = WrittenRuns.of(log); // before the announces that their episodes come from
    var ranges = ranges();
    var registrations = Registrations.newest(log);
    var comparison = new Comparison(new LeftOut(registrations));
    try (var run = new Run(ranges, registrations)) {
      for (var range : ranges.announces()) {
        try (var written = written(ranges, range.partition())) {
          var partition = comparison.with(written);
          run.fold(range, partition);
          partition.end();
        }
      }
    }
    comparison.compare(runs, options.detection());
    comparison.lines().forEach(out::println);
    out.println(
        comparison.isEqual()
            ? "the fold of the announces equals what is in force"
            : "the fold of the announces differs from what is in force");
    return comparison.isEqual();
  }

  private ReplayRanges ranges() {
    var ranges = ReplayRanges.of(log, announces);
    ranges.demandWhole();
    if (!options.isQuiet()) {
      err.printf(
          Locale.ROOT,
          "%,d announces and ticks in %d partitions, by rules %d%n",
          ranges.size(),
          ranges.announces().size(),
          options.rules().version());
    }
    return ranges;
  }

  private Comparison.Written written(ReplayRanges ranges, int partition) {
    return new Comparison.Written(
        live(Topics.CONTRIBUTIONS, ranges.contributions().get(partition), Contribution.class),
        live(Topics.SWARM_BALANCES, ranges.balances().get(partition), SwarmBalance.class),
        live(Topics.SWARM_EPISODES, ranges.episodes().get(partition), SwarmEpisode.class));
  }

  private <T extends SpecificRecord> LiveRecords<T> live(
      Topic<?, ?> topic, PartitionRange range, Class<T> type) {
    return new LiveRecords<>(topic, log.read(range), type, range.begin() == 0);
  }

  /** Folds partitions with the same registrations, and tells how far it is. */
  private final class Run implements AutoCloseable {
    private final List<LogRecord> registrations;
    private final Progress progress;
    private long unreadable;

    Run(ReplayRanges ranges, List<LogRecord> registrations) {
      this.registrations = registrations;
      this.progress = new Progress(err, ranges.size(), options.isQuiet());
    }

    void fold(PartitionRange range, PartitionFold.Results results) {
      try (var reader = announces.read(range);
          var fold = new PartitionFold(range, options.setup(), results)) {
        registrations.forEach(fold::register);
        fold.run(reader, progress);
        unreadable += fold.unreadable();
      }
    }

    @Override
    public void close() {
      progress.close();
      if (unreadable > 0) {
        err.printf(Locale.ROOT, "%,d announces do not decode and are left out%n", unreadable);
      }
    }
  }
}
