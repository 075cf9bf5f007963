package equilibrium.anomaly.attribution.run;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Attributes imbalance once a day of event time. All processes of one application share a consumer
 * group on {@code attribution-runs}; the one that owns its only partition works.
 */
public final class AttributionWorker {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Of tracker time, between two questions whether a day is over. */
  private static final Duration PERIOD = Duration.ofMinutes(10);

  private static final Duration LEAST_PERIOD = Duration.ofSeconds(1);

  /** A run of a million episodes takes less; after it another process takes over. */
  private static final Duration MOST_WORK = Duration.ofMinutes(15);

  private final DailyRuns runs;
  private final String applicationId;
  private final Platform platform;

  private AttributionWorker(DailyRuns runs, String applicationId, Platform platform) {
    this.runs = runs;
    this.applicationId = applicationId;
    this.platform = platform;
  }

  /**
   * Starts it; it runs until closed.
   *
   * @param shadow rules whose findings are without effect
   */
  public static Program start(String applicationId, Shadow shadow, Platform platform) {
    var runs = new DailyRuns(applicationId, AttributionRules.V2, shadow, platform.kafka());
    var worker = new AttributionWorker(runs, applicationId, platform);
    var task = BackgroundTask.start("attribution", worker::work);
    return task::close;
  }

  private void work(BackgroundTask task) {
    try (var membership = membership()) {
      membership.subscribe(List.of(Topics.ATTRIBUTION_RUNS.name()));
      long nextNanos = System.nanoTime();
      while (!task.isClosing()) {
        membership.poll(POLL);
        if (!membership.assignment().isEmpty() && System.nanoTime() - nextNanos >= 0) {
          runs.make(task::isClosing);
          nextNanos = System.nanoTime() + period().toNanos();
        }
      }
    } catch (TopicReader.Interrupted _) {
      // closing
    }
  }

  private Duration period() {
    var period = PERIOD.dividedBy(platform.scale().factor());
    return period.compareTo(LEAST_PERIOD) < 0 ? LEAST_PERIOD : period;
  }

  private KafkaConsumer<byte[], byte[]> membership() {
    return new KafkaConsumer<>(
        platform
            .kafka()
            .with(
                Map.of(
                    "group.id",
                    applicationId + "-attribution",
                    "client.id",
                    "attribution-owner",
                    "enable.auto.commit",
                    false,
                    "auto.offset.reset",
                    "latest",
                    "allow.auto.create.topics",
                    false,
                    "max.poll.interval.ms",
                    (int) MOST_WORK.toMillis(),
                    "session.timeout.ms",
                    10_000)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
