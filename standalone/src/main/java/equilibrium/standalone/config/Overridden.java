package equilibrium.standalone.config;

import equilibrium.ingress.IngressConfig;
import equilibrium.platform.Fault;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Settings with what was set through the console, as far as it can be in force: what somebody set
 * once must not stop a program from starting.
 *
 * @param refused why a value of the console is not in force, by key
 */
public record Overridden(Configuration config, SortedMap<String, String> refused) {
  private static final String NOT_LIVE = "this setting cannot change while programs run";

  public Overridden {
    refused = Collections.unmodifiableSortedMap(refused);
  }

  /**
   * Reads settings. Throws the {@link Fault} of bad settings elsewhere than in the console.
   *
   * @param read reads all with values of the console; throws a Fault if they are bad
   * @param set what was set through the console
   */
  public static Overridden read(
      Function<Map<String, String>, Configuration> read, Map<String, String> set) {
    var live = new TreeMap<>(set);
    live.keySet().retainAll(IngressConfig.reloadable());
    var refused = new TreeMap<String, String>();
    set.keySet().stream()
        .filter(key -> !live.containsKey(key))
        .forEach(key -> refused.put(key, NOT_LIVE));
    try {
      return new Overridden(read.apply(live), refused);
    } catch (Fault _) {
      return new Overridden(withGoodOnes(read, live, refused), refused);
    }
  }

  /** One after the other, until none is good beside those before it. */
  private static Configuration withGoodOnes(
      Function<Map<String, String>, Configuration> read,
      SortedMap<String, String> live,
      Map<String, String> refused) {
    var config = read.apply(Map.of());
    var good = new TreeMap<String, String>();
    int before;
    do {
      before = good.size();
      for (var each : List.copyOf(live.entrySet())) {
        if (!good.containsKey(each.getKey())) {
          good.put(each.getKey(), each.getValue());
          try {
            config = read.apply(good);
            refused.remove(each.getKey());
          } catch (Fault e) {
            good.remove(each.getKey());
            refused.put(each.getKey(), String.valueOf(e.getMessage()));
          }
        }
      }
    } while (good.size() > before);
    return config;
  }

  /** The same settings, after others could not be read: some keys stay as they were. */
  Overridden without(Iterable<String> keys, String why) {
    var more = new TreeMap<>(refused);
    keys.forEach(key -> more.put(key, why));
    return new Overridden(config, more);
  }
}
