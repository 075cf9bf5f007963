package equilibrium.console.search;

import equilibrium.console.problem.ProblemType;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Searches topic {@code announces}: few searches at a time, each within {@link Limits}. */
public final class AnnounceSearch {
  private static final String TOPIC = Topics.ANNOUNCES.name();
  private static final int MOST_AT_A_TIME = 2;
  private static final int FETCH_WAIT_MS = 20;

  /**
   * What one search may take.
   *
   * @param records that it looks at
   * @param step offsets of one partition that it reads at once, at most
   * @param time after which it ends
   */
  record Limits(long records, int step, Duration time) {
    static final Limits USUAL = new Limits(200_000, 5_000, Duration.ofSeconds(2));
  }

  private final KafkaSettings kafka;
  private final Limits limits;
  private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

  public AnnounceSearch(KafkaSettings kafka) {
    this(kafka, Limits.USUAL);
  }

  AnnounceSearch(KafkaSettings kafka, Limits limits) {
    this.kafka = kafka;
    this.limits = limits;
  }

  /** Refused while others search, and while Kafka is away. */
  public SearchResult find(Wanted wanted) {
    if (!places.tryAcquire()) {
      throw ProblemType.TOO_MANY.refuse(
          "%d searches of the log run, expected fewer".formatted(MOST_AT_A_TIME));
    }
    try (var consumer = consumer()) {
      var all =
          consumer.partitionsFor(TOPIC, limits.time()).stream()
              .map(partition -> new TopicPartition(TOPIC, partition.partition()))
              .toList();
      var swarm = wanted.swarm();
      var partitions =
          swarm == null ? all : List.of(new TopicPartition(TOPIC, place(swarm, all.size())));
      return new BackwardRun(consumer, wanted, limits).over(partitions);
    } catch (KafkaException e) {
      throw ProblemType.NOT_AVAILABLE.refuse("Kafka cannot be read: " + e.getMessage(), e);
    } finally {
      places.release();
    }
  }

  /** As Kafka's producers place a key. */
  private static int place(InfoHash swarm, int partitions) {
    return Utils.toPositive(Utils.murmur2(swarm.bytes())) % partitions;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var settings =
        Map.<String, Object>of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            "equilibrium-console-search",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            limits.step(),
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            FETCH_WAIT_MS,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) limits.time().toMillis(),
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) limits.time().toMillis());
    return new KafkaConsumer<>(
        kafka.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
