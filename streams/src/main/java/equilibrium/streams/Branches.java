package equilibrium.streams;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** The output of a processor that forwards values of several classes: one stream for each class. */
public final class Branches<K> {
  private final String name;
  private final Map<String, KStream<K, Object>> byClass;

  private Branches(String name, Map<String, KStream<K, Object>> byClass) {
    this.name = name;
    this.byClass = byClass;
  }

  /**
   * Splits a stream.
   *
   * @param name prefix of the names of the branches, which end with the simple name of the class
   * @param classes a value goes to the first class that it is an instance of; if there is none it
   *     is dropped
   */
  public static <K> Branches<K> of(KStream<K, Object> mixed, String name, List<Class<?>> classes) {
    var split = mixed.split(Named.as(name));
    for (var type : classes) {
      split = split.branch((_, value) -> type.isInstance(value), Branched.as(suffix(type)));
    }
    return new Branches<>(name, split.noDefaultBranch());
  }

  /** The values of one of the classes that the stream was split by. */
  @SuppressWarnings("unchecked") // the branch has only those; a node that casts would cost time
  public <V> KStream<K, V> only(Class<V> type) {
    KStream<K, ?> branch = Objects.requireNonNull(byClass.get(name + suffix(type)), type.getName());
    return (KStream<K, V>) branch;
  }

  /** A stream of one class as a stream of any, to merge it with others. */
  @SuppressWarnings("unchecked") // streams are read here, never written to
  public static <K> KStream<K, Object> any(KStream<K, ?> branch) {
    return (KStream<K, Object>) branch;
  }

  private static String suffix(Class<?> type) {
    return "-" + type.getSimpleName();
  }
}
