package equilibrium.platform.live;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.control.TopicFollower;
import equilibrium.schemas.Topic;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a topic of one partition that keeps the newest value of each key. What cannot be read is
 * passed over. While Kafka is away, what was read stays.
 */
public final class NewestTail<K, V> implements AutoCloseable {
  private final TopicFollower follower;
  private volatile Newest<K, V> newest = Newest.none();

  private NewestTail(
      KafkaSettings kafka, Topic<K, V> topic, String client, Consumer<Newest<K, V>> changed) {
    this.follower = TopicFollower.start(kafka, topic, client, new Values(changed));
  }

  /**
   * Starts reading; returns at once.
   *
   * @param client name of the thread and, after {@code equilibrium-}, of the Kafka client
   * @param changed called by the thread after it has read the topic, and after each change
   */
  public static <K, V> NewestTail<K, V> start(
      KafkaSettings kafka, Topic<K, V> topic, String client, Consumer<Newest<K, V>> changed) {
    return new NewestTail<>(kafka, topic, client, changed);
  }

  public Newest<K, V> newest() {
    return newest;
  }

  /** Gathers what is read until it is whole. */
  private final class Values implements TopicFollower.Taker<K, V> {
    private final Consumer<Newest<K, V>> changed;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>();

    Values(Consumer<Newest<K, V>> changed) {
      this.changed = changed;
    }

    @Override
    public void begin() {
      values.clear();
    }

    @Override
    public void take(K key, @Nullable V value, long appendedMs) {
      Newest.add(values, key, value);
    }

    @Override
    public void caughtUp(long next) {
      newest = new Newest<>(values, next);
      changed.accept(newest);
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
