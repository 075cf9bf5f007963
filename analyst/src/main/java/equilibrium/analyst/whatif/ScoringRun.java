package equilibrium.analyst.whatif;

import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.replay.PartitionFold;
import equilibrium.anomaly.attribution.run.AttributionDays;
import equilibrium.platform.EffectiveTime;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.ClientSums;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Scoring's topology over all partitions, each on its own as in the program. What it gives goes to
 * sums of clients and on to detections.
 */
final class ScoringRun implements PartitionFold.Results, AutoCloseable {
  private static final long MINUTE_MS = 60_000;

  /** The last minute of detection waits for the one after it. */
  private static final Duration PASSED = Duration.ofMinutes(2);

  private final PartitionFold.Setup setup;
  private final EffectiveTime time;
  private final List<PartitionFold> folds;
  private final ClientSums sums;
  private final List<DetectionRun> detections;
  private final AttributionDays days;
  private long episodes;
  private long minute = Long.MIN_VALUE;
  private long appendedAtMs;
  private int undrained;

  /**
   * Without records yet.
   *
   * @param ranges of all partitions, in their order
   * @param days the daily runs over the episodes
   */
  ScoringRun(
      List<PartitionRange> ranges,
      PartitionFold.Setup setup,
      ClientSums sums,
      List<DetectionRun> detections,
      AttributionDays days) {
    this.setup = setup;
    this.time = new EffectiveTime(setup.scale());
    this.sums = sums;
    this.detections = detections;
    this.days = days;
    this.folds = ranges.stream().map(range -> new PartitionFold(range, setup, this)).toList();
  }

  void register(LogRecord registration) {
    folds.forEach(fold -> fold.register(registration));
    detections.forEach(detection -> detection.register(registration));
  }

  /** Folds the next record of all partitions. */
  void append(LogRecord record) {
    appendedAtMs = record.appendedAtMs();
    folds.get(record.partition()).append(record);
    detections.forEach(detection -> detection.announce(record));
    if (++undrained >= PartitionFold.BATCH) {
      drain();
    }
  }

  /** Detection has all contributions of a minute before the next one begins. */
  @Override
  public void read(SpecificRecord value, long appendedAtMs) {
    long next = Math.floorDiv(effectiveMs(value, appendedAtMs), MINUTE_MS);
    if (next > minute) {
      drain();
      minute = next;
      detections.forEach(detection -> detection.passed(next * MINUTE_MS, appendedAtMs));
    }
  }

  private long effectiveMs(SpecificRecord value, long appendedAtMs) {
    return switch (value) {
      case Announced announced -> time.of(announced.getReceivedAtMs(), appendedAtMs);
      case Tick tick -> time.of(tick.getAtMs(), appendedAtMs);
      default -> throw new IllegalArgumentException("%s in announces".formatted(value));
    };
  }

  private void drain() {
    folds.forEach(PartitionFold::drain);
    undrained = 0;
  }

  /** Folds what is left. */
  void end() {
    drain();
    if (minute != Long.MIN_VALUE) {
      long atMs = minute * MINUTE_MS + PASSED.toMillis();
      long endMs = appendedAtMs + setup.scale().real(PASSED).toMillis();
      detections.forEach(detection -> detection.end(atMs, endMs));
    }
  }

  @Override
  public void contribution(Contribution contribution, long appendedAtMs) {
    sums.add(contribution);
    detections.forEach(detection -> detection.add(contribution, appendedAtMs));
  }

  @Override
  public void balance(SwarmBalance balance) {}

  @Override
  public void episode(SwarmEpisode episode, long appendedAtMs) {
    sums.add(episode);
    detections.forEach(detection -> detection.add(episode, appendedAtMs));
    var findings = days.add(episode, new Position(0, episodes++));
    detections.forEach(detection -> findings.forEach(detection.flagged()::add));
  }

  ClientSums sums() {
    return sums;
  }

  /** Announces that do not decode, and are left out as in the programs. */
  long unreadable() {
    return folds.stream().mapToLong(PartitionFold::unreadable).sum();
  }

  /** Episodes that the daily runs lack, because they did not fit into memory. */
  long leftOut() {
    return days.leftOut();
  }

  @Override
  public void close() {
    folds.forEach(PartitionFold::close);
  }
}
