package equilibrium.anomaly.attribution.run;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the run that is due, if one is. A run is announced with the offsets that it reads up to,
 * then computed, then published with its findings. Who dies in between leaves an announced run,
 * which the next one computes again from the same episodes: the findings are the same.
 */
final class DailyRuns {
  private static final Logger LOG = LoggerFactory.getLogger(DailyRuns.class);

  /** Records before a partition's end that tell how far event time is. */
  private static final long TAIL = 10;

  private final String applicationId;
  private final AttributionRules rules;
  private final Shadow shadow;
  private final KafkaSettings kafka;
  private final RunPlan plan;

  DailyRuns(String applicationId, AttributionRules rules, Shadow shadow, KafkaSettings kafka) {
    this.applicationId = applicationId;
    this.rules = rules;
    this.shadow = shadow;
    this.kafka = kafka;
    this.plan = new RunPlan(rules);
  }

  /**
   * Makes the run that is due. Only the owner of attribution-runs may call it.
   *
   * @return whether there was one
   */
  boolean make(BooleanSupplier closing) {
    var runs = runs(closing);
    var unfinished = plan.unfinished(runs);
    var due = unfinished.or(() -> plan.next(runs, newestMs(closing), ends(closing)));
    if (due.isEmpty()) {
      return false;
    }
    try (var writer = new RunWriter(applicationId, kafka)) {
      if (unfinished.isEmpty()) {
        writer.announce(due.get());
      }
      finish(due.get(), writer, closing);
    }
    return true;
  }

  private void finish(AttributionRun run, RunWriter writer, BooleanSupplier closing) {
    var result = attributed(run, closing).result(run.getUntilMs());
    var done =
        AttributionRun.newBuilder(run)
            .setEpisodes(result.episodes())
            .setClients(result.clients())
            .setFindings(result.findings().size())
            .setDone(true)
            .build();
    writer.finish(done, result.findings());
    LOG.atInfo()
        .addKeyValue("day", run.getDay())
        .addKeyValue("episodes", result.episodes())
        .addKeyValue("clients", result.clients())
        .addKeyValue("findings", result.findings().size())
        .log("imbalance was attributed");
  }

  private Batch attributed(AttributionRun run, BooleanSupplier closing) {
    var batch = new Batch(rules, shadow);
    try (var episodes = new TopicReader<>(Topics.SWARM_EPISODES, kafka, closing)) {
      episodes.read(
          run.getEnds(),
          (record, episode) -> {
            if (episode.getEndMs() >= run.getSinceMs() && episode.getEndMs() < run.getUntilMs()) {
              batch.add(episode, new Position(record.partition(), record.offset()));
            }
          });
    }
    return batch;
  }

  private Collection<AttributionRun> runs(BooleanSupplier closing) {
    var runs = new TreeMap<Long, AttributionRun>();
    try (var log = new TopicReader<>(Topics.ATTRIBUTION_RUNS, kafka, closing)) {
      log.read(log.ends(), (_, run) -> runs.put(run.getDay(), run));
    }
    return runs.values();
  }

  private List<Long> ends(BooleanSupplier closing) {
    try (var episodes = new TopicReader<>(Topics.SWARM_EPISODES, kafka, closing)) {
      return episodes.ends();
    }
  }

  /** End of the newest episode, by the last records of each partition; 0: there is none. */
  private long newestMs(BooleanSupplier closing) {
    long[] newest = {0};
    try (var episodes = new TopicReader<>(Topics.SWARM_EPISODES, kafka, closing)) {
      var ends = episodes.ends();
      Map<Integer, Long> tails = new HashMap<>();
      for (int partition = 0; partition < ends.size(); partition++) {
        tails.put(partition, Math.max(0, ends.get(partition) - TAIL));
      }
      episodes.readFrom(
          tails, ends, (_, episode) -> newest[0] = Math.max(newest[0], episode.getEndMs()));
    }
    return newest[0];
  }
}
