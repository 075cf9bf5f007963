package equilibrium.streams;

import equilibrium.schemas.Topic;
import equilibrium.streams.unreadable.Required;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Sources and sinks of a topology, named after their topics: {@code read-X} and {@code write-X}.
 */
public final class Nodes {

  /**
   * The source of a topic. Null becomes a dead letter where it has no meaning: as a value unless
   * the topic keeps the newest record of each key, and as a key if it does.
   */
  public static <K, V> Consumed<K, V> reading(Topic<K, V> topic) {
    return switch (topic.kept()) {
      case Topic.Kept.For _ -> consumed(topic, topic.key(), value(topic));
      case Topic.Kept.Newest _ -> consumed(topic, key(topic), PerThread.of(topic::value));
    };
  }

  /** The source of a topic with one key, and without tombstones; anything else is a dead letter. */
  public static <K, V> Consumed<K, V> readingOnly(K key, Topic<K, V> topic) {
    var only = Required.only(key, "the key of " + topic.name(), topic.key());
    return consumed(topic, only, value(topic));
  }

  private static <K, V> Consumed<K, V> consumed(Topic<K, V> topic, Serde<K> key, Serde<V> value) {
    return Consumed.with(key, value).withName("read-" + topic.name());
  }

  private static <K> Serde<K> key(Topic<K, ?> topic) {
    return Required.notNull("the key of " + topic.name(), topic.key());
  }

  private static <V> Serde<V> value(Topic<?, V> topic) {
    return Required.notNull("the value of " + topic.name(), PerThread.of(topic::value));
  }

  /**
   * An internal topic between two stages. Neither keys nor values are ever null there.
   *
   * @param name without the application id
   * @param value makes the serde of values, one for each thread
   */
  public static <K, V> Repartitioned<K, V> repartitioned(
      String name, Serde<K> key, Supplier<Serde<V>> value) {
    return Repartitioned.<K, V>as(name)
        .withKeySerde(Required.notNull("the key of " + name, key))
        .withValueSerde(Required.notNull("the value of " + name, PerThread.of(value)));
  }

  public static <K, V> Produced<K, V> writing(Topic<K, V> topic) {
    return Produced.with(topic.key(), PerThread.of(topic::value)).withName("write-" + topic.name());
  }

  private Nodes() {}
}
