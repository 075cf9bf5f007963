package equilibrium.scoring;

import equilibrium.platform.Settings;
import java.time.Duration;
import java.util.Map;

/**
 * How the scoring program runs: {@code [scoring]}.
 *
 * @param applicationId names its consumer group, transactions and internal topics
 * @param threads stream threads of this process; partitions are spread over all threads of all
 *     processes
 * @param commitInterval how long results wait until others may read them
 * @param storeMemory what all stores of the process have not written yet takes at most, MiB
 * @param streams {@code [scoring.streams]}: anything else that Kafka Streams knows
 */
public record ScoringConfig(
    String applicationId,
    int threads,
    Duration commitInterval,
    int storeMemory,
    Map<String, String> streams) {

  public ScoringConfig {
    streams = Map.copyOf(streams);
  }

  public static ScoringConfig from(Settings settings) {
    return new ScoringConfig(
        settings.text("scoring.application-id", "equilibrium-scoring"),
        settings.integer("scoring.threads", 1, 1, 256),
        settings.duration(
            "scoring.commit-interval",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(30)),
        settings.integer("scoring.store-memory", 256, 32, 1 << 20),
        settings.rest("scoring.streams"));
  }
}
