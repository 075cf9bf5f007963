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
        settings.text(
            "scoring.application-id",
            "names consumer group, transactions and internal topics; another one starts anew from the"
                + " log",
            "equilibrium-scoring"),
        settings.integer(
            "scoring.threads",
            "stream threads of this process; more than one per partition are idle",
            1,
            1,
            256),
        settings.duration(
            "scoring.commit-interval",
            "how long results wait before others can read them; an announce passes two such waits"
                + " before it changes a standing; 100ms costs about 5 % more CPU",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(30)),
        settings.integer(
            "scoring.store-memory",
            "MiB outside the heap for unwritten data of all stores of the process; indexes and"
                + " filters, 4 bytes a key, come on top",
            256,
            32,
            1 << 20),
        settings.rest(
            "scoring.streams",
            "any other setting of Kafka Streams, such as num.standby.replicas or group.protocol"));
  }
}
