package equilibrium.platform.drill;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The parts of a process that drills may stop, by name. Thread-safe. */
public final class DrillParts {
  private final Map<String, Outage> parts = new ConcurrentSkipListMap<>();

  /** The outage of a part, for whoever runs the part and obeys. */
  public Outage add(String name) {
    return parts.computeIfAbsent(name, _ -> new Outage());
  }

  /** Null: no part has this name. */
  public @Nullable Outage find(String name) {
    return parts.get(name);
  }

  /** Sorted. */
  public List<String> names() {
    return List.copyOf(parts.keySet());
  }
}
