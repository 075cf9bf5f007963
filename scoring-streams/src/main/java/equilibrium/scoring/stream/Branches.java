package equilibrium.scoring.stream;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** What a processor gives, a stream for each class; each record goes on in one of them. */
public final class Branches<K> {
  private final String name;
  private final Map<String, KStream<K, Object>> byClass;

  private Branches(String name, Map<String, KStream<K, Object>> byClass) {
    this.name = name;
    this.byClass = byClass;
  }

  /**
   * Splits them.
   *
   * @param name begins the names of the processors
   * @param classes a record is of the first that it is an instance of, or else dropped
   */
  public static <K> Branches<K> of(KStream<K, Object> mixed, String name, List<Class<?>> classes) {
    var split = mixed.split(Named.as(name));
    for (var type : classes) {
      split = split.branch((_, value) -> type.isInstance(value), Branched.as(suffix(type)));
    }
    return new Branches<>(name, split.noDefaultBranch());
  }

  @SuppressWarnings("unchecked") // the branch has only those; a node that casts would cost time
  public <V> KStream<K, V> only(Class<V> type) {
    KStream<K, ?> some = Objects.requireNonNull(byClass.get(name + suffix(type)), type.getName());
    return (KStream<K, V>) some;
  }

  /** The same stream where its records are among others. */
  @SuppressWarnings("unchecked") // streams are read here, never written to
  public static <K> KStream<K, Object> any(KStream<K, ?> some) {
    return (KStream<K, Object>) some;
  }

  private static String suffix(Class<?> type) {
    return "-" + type.getSimpleName();
  }
}
