package equilibrium.analyst.whatif;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.replay.PartitionFold;
import equilibrium.analyst.replay.Records;
import equilibrium.analyst.replay.Registrations;
import equilibrium.analyst.replay.TopicRecords;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.ClientSums;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Folds announces by both rules, with the topologies of scoring and of detection. */
final class AnnounceFold {
  private static final String BEFORE = "whatif-before";
  private static final String AFTER = "whatif-after";

  private final Log log;
  private final TopicRecords announces;
  private final Question question;
  private final WhatIf.Output output;

  /**
   * What came out.
   *
   * @param before found by the rules in force
   */
  record Result(FoldedSums sums, Flagged before, Flagged after) {}

  AnnounceFold(Records records, Question question, WhatIf.Output output) {
    this.log = records.log();
    this.announces = records.announces();
    this.question = question;
    this.output = output;
  }

  /** The sums of these clients, and all findings. */
  Result of(Set<ClientId> clients) {
    var ranges = announces.ranges();
    try (var before = detection(BEFORE, question.inForce(), ranges.size());
        var after = detection(AFTER, question.other(), ranges.size())) {
      var sums =
          question.hasSameSteps()
              ? sharing(ranges, clients, List.of(before, after))
              : apart(ranges, clients, before, after);
      return new Result(sums, before.flagged(), after.flagged());
    }
  }

  private DetectionRun detection(String name, Rules rules, int partitions) {
    return new DetectionRun(name, rules.detection().merged(partitions), output.options());
  }

  /** One fold for both detections: the rules of scoring give the same contributions. */
  private FoldedSums sharing(
      List<PartitionRange> ranges, Set<ClientId> clients, List<DetectionRun> detections) {
    try (var run = scoring(BEFORE, ranges, question.inForce(), clients, detections)) {
      fold(ranges, List.of(run));
      return new FoldedSums(run.sums(), run.sums(), FoldedSums.forgotten(ranges));
    }
  }

  private FoldedSums apart(
      List<PartitionRange> ranges, Set<ClientId> clients, DetectionRun before, DetectionRun after) {
    try (var one = scoring(BEFORE, ranges, question.inForce(), clients, List.of(before));
        var other = scoring(AFTER, ranges, question.other(), clients, List.of(after))) {
      fold(ranges, List.of(one, other));
      return new FoldedSums(one.sums(), other.sums(), FoldedSums.forgotten(ranges));
    }
  }

  private ScoringRun scoring(
      String name,
      List<PartitionRange> ranges,
      Rules rules,
      Set<ClientId> clients,
      List<DetectionRun> detections) {
    var options = output.options();
    return new ScoringRun(
        ranges,
        new PartitionFold.Setup(name, options.scale(), rules.scoring(), options.temporary()),
        new ClientSums(rules.scoring(), rules.scoring(), clients),
        detections,
        AnomalyDetection.attributionDays(rules.detection()));
  }

  private void fold(List<PartitionRange> ranges, List<ScoringRun> runs) {
    long all = ranges.stream().mapToLong(PartitionRange::size).sum();
    output.say(String.format(Locale.ROOT, "%,d announces and ticks to fold", all));
    for (var registration : Registrations.newest(log)) {
      runs.forEach(run -> run.register(registration));
    }
    try (var reader = announces.merged(ranges);
        var progress = output.progress(all)) {
      for (var record = reader.next(); record != null; record = reader.next()) {
        var next = record;
        runs.forEach(run -> run.append(next));
        progress.add(1);
      }
    }
    runs.forEach(ScoringRun::end);
    long unreadable = runs.getFirst().unreadable();
    if (unreadable > 0) {
      output.warn(
          String.format(Locale.ROOT, "%,d announces do not decode and are left out", unreadable));
    }
    long leftOut = runs.stream().mapToLong(ScoringRun::leftOut).max().orElse(0);
    if (leftOut > 0) {
      output.warn(
          String.format(
              Locale.ROOT, "the daily attribution lacks the oldest %,d episodes", leftOut));
    }
  }
}
