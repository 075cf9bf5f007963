package equilibrium.scoring;

import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.StoreMemory;
import equilibrium.streams.StreamsSettings;
import equilibrium.streams.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the scoring program runs: {@code [scoring]}.
 *
 * @param applicationId names its consumer group, transactions and internal topics
 * @param carryOverFrom a former application id, whose standings go on; empty: none
 * @param rules by which it folds
 * @param threads stream threads of this process; partitions are spread over all threads of all
 *     processes
 * @param commitInterval how long results wait until other programs can read them
 * @param stores where the stores of the process are
 * @param streams {@code [scoring.streams]}: other settings of Kafka Streams
 */
public record ScoringConfig(
    String applicationId,
    String carryOverFrom,
    ScoringRules rules,
    int threads,
    Duration commitInterval,
    StoreConfig stores,
    Map<String, String> streams) {
  private static final long CACHE_BYTES = 32 << 20;

  /** An ingress in the same process may fill half of the heap. */
  private static final int HEAP_SHARE = 5;

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
        settings.text(
            "scoring.carry-over-from",
            "former application id, whose standings and positions go on under the new one; start one"
                + " process first; empty: none",
            ""),
        rules(settings),
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
        StoreConfig.from(settings, "scoring", HEAP_SHARE),
        StreamsSettings.operators(settings, "scoring"));
  }

  private static ScoringRules rules(Settings settings) {
    var file =
        settings.text(
            "scoring.rules-file",
            "a TOML file with weights, half-lives and quantiles; empty: the shipped ones; changing it"
                + " needs a stop of all scoring processes",
            "");
    try {
      return file.isEmpty() ? ScoringRules.V3 : RulesFile.read(Path.of(file));
    } catch (Fault fault) {
      settings.problem("scoring.rules-file: " + fault.getMessage());
      return ScoringRules.V3;
    }
  }

  /**
   * The settings of Kafka Streams.
   *
   * @param state folder of the stores
   */
  public StreamsSettings settings(Path state) {
    var defaults = new HashMap<String, Object>(StoreMemory.limitedTo(stores.unwrittenMib()));
    defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
    // For the states of swarms only, which change many times between two commits.
    defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    // No stage relies on the order between its partitions, and one of them is mostly empty. To ask
    // for each record whether to wait for it takes some 3 % of the stream thread.
    defaults.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    return new StreamsSettings(applicationId, threads, state, defaults, streams);
  }
}
