package equilibrium.analyst.replay;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Range;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import java.util.List;

/** What is read of each partition. All these topics have the same number of partitions. */
record ReplayRanges(
    List<PartitionRange> announces,
    List<PartitionRange> contributions,
    List<PartitionRange> balances,
    List<PartitionRange> episodes) {

  /** The ends as they are now; announces last, so that they hold the cause of all the others. */
  static ReplayRanges of(Log log, TopicRecords all) {
    var contributions = log.ranges(Topics.CONTRIBUTIONS, Range.ALL);
    var balances = log.ranges(Topics.SWARM_BALANCES, Range.ALL);
    var episodes = log.ranges(Topics.SWARM_EPISODES, Range.ALL);
    return new ReplayRanges(all.ranges(), contributions, balances, episodes);
  }

  long size() {
    return announces.stream().mapToLong(PartitionRange::size).sum();
  }

  /** A {@link Fault} unless all announces are there. */
  void demandWhole() {
    for (var range : announces) {
      if (range.begin() > 0) {
        throw new Fault(
            "partition %d of announces begins at offset %d, expected 0: sessions that began before"
                    .formatted(range.partition(), range.begin())
                + " would be folded otherwise; an archive that has them makes up for it");
      }
    }
  }
}
