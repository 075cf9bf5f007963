package equilibrium.streams;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.topicPrefix;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Settings;
import equilibrium.streams.unreadable.DeadLetters;
import equilibrium.streams.unreadable.UnreadableRecords;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/**
 * The settings of Kafka Streams for one program, in three layers: defaults of this module and of
 * the program, over them the operator's, over them what the guarantees need.
 *
 * @param applicationId names the consumer group, transactions and internal topics
 * @param threads stream threads of this process, at least 1
 * @param state folder of the program's stores
 * @param defaults of the program, in place of those of this module
 * @param operators {@code [scoring.streams]} or {@code [anomaly.streams]}
 */
public record StreamsSettings(
    String applicationId,
    int threads,
    Path state,
    Map<String, Object> defaults,
    Map<String, String> operators) {
  private static final int BATCH_BYTES = 64 << 10;

  /** For one process: it joins again under its name at once, so this only bridges its stalls. */
  private static final int ALONE_SESSION_MS = 15_000;

  /** For several processes: the time until another takes over from one that was killed. */
  private static final int SESSION_MS = 8_000;

  private static final int HEARTBEAT_MS = 2_500;

  /** Until a broker ends the open transaction of a killed process, which hides its positions. */
  private static final int TRANSACTION_TIMEOUT_MS = 8_000;

  /**
   * Until a thread gives up a transaction that its coordinator does not end, and begins anew. The
   * open transaction is lost by then in any case. Kafka's default of a minute is also the time
   * after which a program counts as standing still.
   */
  private static final int PRODUCER_WAIT_MS = 30_000;

  private static final int WARM_UPS = 32;
  private static final long RECOVERY_LAG_RECORDS = 100_000;
  private static final int PROBING_MS = 60_000;
  private static final int SEGMENT_BYTES = 64 << 20;
  private static final String ANY_TIME = Long.toString(Long.MAX_VALUE);

  /** In the global thread too. The constant is deprecated, because the setting is temporary. */
  private static final String HANDLER_IN_GLOBAL_THREAD =
      "processing.exception.handler.global.enabled";

  /** Prefixes for one kind of client or for internal topics. */
  private static final List<String> PREFIXES =
      List.of(
          "main.consumer.",
          "restore.consumer.",
          "global.consumer.",
          "consumer.",
          "producer.",
          "admin.",
          "topic.");

  /** What an operator cannot set, with any prefix. */
  private static final Set<String> RESERVED =
      Set.of(
          StreamsConfig.APPLICATION_ID_CONFIG,
          StreamsConfig.CLIENT_ID_CONFIG,
          StreamsConfig.STATE_DIR_CONFIG,
          StreamsConfig.NUM_STREAM_THREADS_CONFIG,
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
          StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
          StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
          StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
          "default.deserialization.exception.handler",
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
          HANDLER_IN_GLOBAL_THREAD,
          StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
          DeadLetters.SETTING,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);

  public StreamsSettings {
    defaults = Map.copyOf(defaults);
    operators = Map.copyOf(operators);
  }

  /**
   * The operator's settings of a program. One that cannot be set is a problem of the settings.
   *
   * @param section of the program, such as {@code scoring}
   */
  public static Map<String, String> operators(Settings settings, String section) {
    var operators =
        settings.rest(
            section + ".streams",
            "any other setting of Kafka Streams, such as num.standby.replicas or group.protocol");
    operators.keySet().stream()
        .filter(StreamsSettings::isReserved)
        .forEach(key ->
            settings.problem(
                "%s.streams.%s cannot be set, because the program depends on it"
                    .formatted(section, key)));
    return operators;
  }

  private static boolean isReserved(String key) {
    var plain =
        PREFIXES.stream()
            .filter(key::startsWith)
            .findFirst()
            .map(prefix -> key.substring(prefix.length()))
            .orElse(key);
    return RESERVED.contains(plain);
  }

  /** All layers, over the settings of every Kafka client. */
  public Properties over(KafkaSettings kafka) {
    var settings = common(kafka);
    settings.putAll(defaults);
    operators.forEach((key, value) -> {
      if (!isReserved(key)) {
        settings.put(key, value);
      }
    });
    settings.putAll(needed());
    settings.putIfAbsent(
        producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), transactionTimeoutMs(settings));
    return kafka.with(settings);
  }

  /** Not shorter than two commit intervals, or ordinary commits would come too late. */
  private static int transactionTimeoutMs(Map<String, Object> settings) {
    var commit = settings.getOrDefault(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 0);
    return Math.max(TRANSACTION_TIMEOUT_MS, 2 * Integer.parseInt(commit.toString()));
  }

  /**
   * The name under which a process joins its group again after a crash, at once, in place of what
   * it left there. None with group protocol "streams", which has no such names.
   */
  Map<String, Object> memberOf(long node) {
    boolean hasNames =
        !"streams".equalsIgnoreCase(operators.get(StreamsConfig.GROUP_PROTOCOL_CONFIG));
    return hasNames
        ? Map.of(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "node-" + node)
        : Map.of();
  }

  private static Map<String, Object> common(KafkaSettings kafka) {
    var common = new HashMap<String, Object>();
    common.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
    if (kafka.replication() > 2) {
      common.put(topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), "2");
    }
    boolean several = kafka.replication() > 1;
    common.put(
        mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        several ? SESSION_MS : ALONE_SESSION_MS);
    common.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
    common.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, several ? 1 : 0);
    // A new process warms up its share at once, and gets it within two probing intervals.
    common.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARM_UPS);
    common.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, RECOVERY_LAG_RECORDS);
    common.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MS);
    // The newest segment of a changelog is never compacted; Kafka's default is 1 GiB.
    common.put(topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
    common.put(topicPrefix(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG), "0.2");
    // Many partitions are written at once, a little to each.
    common.put(producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    common.put(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    common.put(producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), PRODUCER_WAIT_MS);
    return common;
  }

  private Map<String, Object> needed() {
    var needed = new HashMap<String, Object>();
    needed.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    needed.put(StreamsConfig.CLIENT_ID_CONFIG, applicationId);
    needed.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    needed.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    needed.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    needed.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
    needed.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Unreadable records become dead letters, which UnreadableRecords makes; no other handler may
    // write any. A bug in a processor ends the program.
    needed.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        UnreadableRecords.class.getName());
    needed.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class.getName());
    needed.put(HANDLER_IN_GLOBAL_THREAD, true);
    // A new group reads the log from its beginning.
    needed.put(consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // Internal topics keep the time of the record, however old it is or far ahead.
    needed.put(topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG), "CreateTime");
    needed.put(topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG), ANY_TIME);
    needed.put(topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG), ANY_TIME);
    return needed;
  }
}
