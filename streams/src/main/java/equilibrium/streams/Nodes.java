package equilibrium.streams;

import equilibrium.schemas.Topic;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Sources and sinks of a topology, named after their topics: {@code read-X} and {@code write-X}.
 */
public final class Nodes {

  public static <K, V> Consumed<K, V> reading(Topic<K, V> topic) {
    return Consumed.with(topic.key(), topic.value()).withName("read-" + topic.name());
  }

  public static <K, V> Produced<K, V> writing(Topic<K, V> topic) {
    return Produced.with(topic.key(), topic.value()).withName("write-" + topic.name());
  }

  private Nodes() {}
}
