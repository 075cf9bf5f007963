package equilibrium.analyst.replay;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Compares what folds give with what scoring wrote. */
final class Comparison {
  private final LeftOut leftOut;
  private final Findings contributions = new Findings(Topics.CONTRIBUTIONS.name());
  private final Findings balances = new Findings(Topics.SWARM_BALANCES.name());
  private final Findings episodes = new Findings(Topics.SWARM_EPISODES.name());
  private final Findings attribution = new Findings("attribution");
  private final FoldedEpisodes kept = new FoldedEpisodes();

  /** What one partition of the topics has. */
  record Written(
      LiveRecords<Contribution> contributions,
      LiveRecords<SwarmBalance> balances,
      LiveRecords<SwarmEpisode> episodes)
      implements AutoCloseable {

    @Override
    public void close() {
      contributions.close();
      balances.close();
      episodes.close();
    }
  }

  Comparison(LeftOut leftOut) {
    this.leftOut = leftOut;
  }

  Partition with(Written written) {
    return new Partition(written);
  }

  /** Compares the daily runs, once all partitions are folded. */
  void compare(WrittenRuns runs, AnomalyConfig config) {
    var check = new AttributionCheck(config, attribution);
    runs.runs().forEach(run -> check.compare(run, kept, runs.findings(), runs.isWhole()));
  }

  boolean isEqual() {
    return contributions.areNone()
        && balances.areNone()
        && episodes.areNone()
        && attribution.areNone();
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.addAll(contributions.lines());
    lines.addAll(balances.lines());
    lines.addAll(episodes.lines());
    lines.addAll(attribution.lines());
    if (!kept.isWhole()) {
      lines.add("  daily runs are not compared: not all of their episodes are known");
    }
    if (!leftOut.isEmpty()) {
      lines.add(
          "%d swarms are left out, and episodes beside them: their torrents are hybrid, or were"
                  .formatted(leftOut.size())
              + " registered after their first announce");
    }
    return lines;
  }

  /** Compares one partition. */
  final class Partition implements PartitionFold.Results {
    private final ContributionCheck contributionCheck;
    private final BalanceCheck balanceCheck;
    private final EpisodeCheck episodeCheck;

    private Partition(Written written) {
      contributionCheck = new ContributionCheck(written.contributions(), leftOut, contributions);
      balanceCheck = new BalanceCheck(written.balances(), leftOut, balances);
      episodeCheck = new EpisodeCheck(written.episodes(), leftOut, episodes, kept);
    }

    @Override
    public void read(SpecificRecord value, long appendedAtMs) {
      if (value instanceof Announced announced) {
        leftOut.announced(announced.getInfoHash(), appendedAtMs);
      }
    }

    @Override
    public void contribution(Contribution contribution, long appendedAtMs) {
      contributionCheck.folded(contribution);
    }

    @Override
    public void balance(SwarmBalance balance) {
      balanceCheck.folded(balance);
    }

    @Override
    public void episode(SwarmEpisode episode, long appendedAtMs) {
      episodeCheck.folded(episode);
    }

    /** Says what the topics have and the fold does not. */
    void end() {
      contributionCheck.end();
      balanceCheck.end();
      episodeCheck.end();
    }
  }
}
