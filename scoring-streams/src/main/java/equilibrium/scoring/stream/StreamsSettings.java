package equilibrium.scoring.stream;

import static equilibrium.schemas.Topics.DEAD_LETTERS;

import equilibrium.platform.KafkaSettings;
import equilibrium.scoring.ScoringConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** Kafka Streams' settings: ours, over them the operator's, over them what must be so. */
public final class StreamsSettings {
  private static final long CACHE_BYTES = 32 << 20;
  private static final int BATCH_BYTES = 64 << 10;

  public static Properties of(ScoringConfig config, KafkaSettings kafka, Path state) {
    var settings = new HashMap<String, Object>(defaults(config, kafka));
    settings.putAll(config.streams());
    settings.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId(),
            StreamsConfig.CLIENT_ID_CONFIG, config.applicationId(),
            StreamsConfig.STATE_DIR_CONFIG, state.toString(),
            StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
    return kafka.with(settings);
  }

  private static Map<String, Object> defaults(ScoringConfig config, KafkaSettings kafka) {
    var defaults = new HashMap<String, Object>();
    defaults.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    defaults.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // For books of swarms, which change many times between two commits; they have no results.
    defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    defaults.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreMemory.class.getName());
    defaults.put(StoreMemory.SETTING, config.storeMemory());
    defaults.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class.getName());
    defaults.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, DEAD_LETTERS.name());
    // A bug ends the program in the global thread too. The constant is deprecated, being temporary.
    defaults.put("processing.exception.handler.global.enabled", true);
    // A new group folds the log from its beginning; another process takes over after 15 s, not 45.
    defaults.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    defaults.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
    // No stage relies on the order between its partitions. One is mostly empty, and to ask for each
    // record whether to wait for it takes some 3 % of the stream thread.
    defaults.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // Many partitions are written at once, each a little in a tenth of a second.
    defaults.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    defaults.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    defaults.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
    if (kafka.replication() > 2) {
      defaults.put(StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), "2");
    }
    // A replayed log is old, a broker's clock may be behind: internal topics take any record.
    defaults.put(
        StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG), "LogAppendTime");
    return defaults;
  }

  private StreamsSettings() {}
}
