package equilibrium.platform.control;

import static java.util.stream.Collectors.toUnmodifiableMap;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics of one partition, each from its beginning or from some time ago, and goes on as they
 * grow. While Kafka is away nothing is read, and it goes on where it was. If that place is gone, it
 * begins anew, so a record may come twice. One that cannot be read is passed over; the first of
 * each topic is logged. A topic that does not exist is looked for again and again.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

  /** Longest wait for records. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** The same while it has yet to tell that it has read what a topic had. */
  private static final Duration SHORT_POLL = Duration.ofMillis(200);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
  private static final int REQUEST_MS = 5_000;

  /** Of a look at where the topic ends: a stop waits no longer for it. */
  private static final int PATIENCE_MS = 1_000;

  /** Of a fetch while nothing comes. New records are sent at once. */
  private static final int QUIET_FETCH_MS = 3_000;

  /** Takes the records of a topic, in their order. One thread makes all calls. */
  @FunctionalInterface
  public interface Taker<K, V> {
    /**
     * A record; where the topic is compacted, the newest of its key.
     *
     * @param value null: the key was removed
     * @param appendedMs when the broker got it: real milliseconds since 1970
     */
    void take(K key, @Nullable V value, long appendedMs);

    /** The topic is read from where reading begins from now on. */
    default void begin() {}

    /**
     * What the topic had when reading began is read, and so is what came since then.
     *
     * @param next offset of the record after the last one
     */
    default void caughtUp(long next) {}
  }

  /**
   * A topic that is followed.
   *
   * @param past how far back reading begins; null: at the beginning of the topic
   */
  public record Followed<K, V>(Topic<K, V> topic, @Nullable Duration past, Taker<K, V> taker) {
    /** From its beginning. */
    public Followed(Topic<K, V> topic, Taker<K, V> taker) {
      this(topic, null, taker);
    }
  }

  private final KafkaSettings kafka;
  private final String client;
  private final List<TopicPlace<?, ?>> places;
  private final Map<String, TopicPlace<?, ?>> byTopic;
  private final BackgroundTask task;

  private TopicFollower(KafkaSettings kafka, String client, List<? extends Followed<?, ?>> topics) {
    this.kafka = kafka;
    this.client = client;
    this.places = topics.stream().<TopicPlace<?, ?>>map(TopicPlace::new).toList();
    this.byTopic =
        places.stream().collect(toUnmodifiableMap(TopicPlace::topic, Function.identity()));
    this.task = BackgroundTask.start(client, this::run);
  }

  /**
   * Starts reading one topic from its beginning; returns at once.
   *
   * @param client name of the thread and, after {@code equilibrium-}, of the Kafka client
   */
  public static <K, V> TopicFollower start(
      KafkaSettings kafka, Topic<K, V> topic, String client, Taker<K, V> taker) {
    return start(kafka, client, List.of(new Followed<>(topic, taker)));
  }

  /** Starts reading several topics by one client; returns at once. */
  public static TopicFollower start(
      KafkaSettings kafka, String client, List<? extends Followed<?, ?>> topics) {
    return new TopicFollower(kafka, client, topics);
  }

  private void run(BackgroundTask running) {
    try {
      var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(settings()));
      UntilClosed.read(consumer, running, this::read);
    } catch (InvalidOffsetException e) {
      places.stream()
          .filter(each -> e.partitions().contains(each.partition()))
          .forEach(TopicPlace::forget);
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("a topic is read anew");
    } catch (KafkaException e) {
      LOG.atDebug()
          .addKeyValue("client", client)
          .addKeyValue("cause", e.getMessage())
          .log("topics cannot be read; trying again");
    }
  }

  private void read(Consumer<byte[], byte[]> consumer, BackgroundTask running) {
    var found =
        places.stream().filter(each -> !consumer.partitionsFor(each.topic()).isEmpty()).toList();
    if (!found.isEmpty()) {
      consumer.assign(found.stream().map(TopicPlace::partition).toList());
      found.forEach(each -> each.seek(consumer));
      follow(consumer, found, running);
    }
  }

  /** Until it is closed; for a while where a topic was not found. */
  private void follow(
      Consumer<byte[], byte[]> consumer, List<TopicPlace<?, ?>> found, BackgroundTask running) {
    long againNs = System.nanoTime() + LOOK_AGAIN.toNanos();
    boolean isWhole = found.size() == places.size();
    while (!running.isClosing() && (isWhole || System.nanoTime() - againNs < 0)) {
      boolean isRead = found.stream().allMatch(TopicPlace::isRead);
      for (var record : consumer.poll(isRead ? POLL : SHORT_POLL)) {
        var place = byTopic.get(record.topic());
        if (place != null) {
          place.take(record);
        }
      }
      found.forEach(each -> each.tell(consumer));
    }
  }

  private Map<String, Object> settings() {
    return Map.of(
        "client.id",
        "equilibrium-" + client,
        "key.deserializer",
        ByteArrayDeserializer.class,
        "value.deserializer",
        ByteArrayDeserializer.class,
        "auto.offset.reset",
        "none",
        "enable.auto.commit",
        false,
        "isolation.level",
        "read_committed",
        "allow.auto.create.topics",
        false,
        "default.api.timeout.ms",
        PATIENCE_MS,
        "request.timeout.ms",
        REQUEST_MS,
        "fetch.max.wait.ms",
        QUIET_FETCH_MS);
  }

  @Override
  public void close() {
    task.close();
  }
}
