package equilibrium.anomaly.suspicion.stream;

import equilibrium.anomaly.suspicion.Freeze;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which partitions of this process have stopped enforcing. Any thread calls. */
public final class Freezes {
  private static final Logger LOG = LoggerFactory.getLogger(Freezes.class);

  private final Map<Integer, Freeze> byPartition = new ConcurrentHashMap<>();

  /** Partitions that are frozen. */
  public int frozen() {
    return (int) byPartition.values().stream().filter(Freeze::frozen).count();
  }

  /** Clients at level 3 or above. */
  public int excluded() {
    return byPartition.values().stream().mapToInt(Freeze::excluded).sum();
  }

  /** For {@code /status}. */
  public Map<String, Object> status() {
    Set<Integer> frozen = new TreeSet<>();
    byPartition.forEach((partition, freeze) -> {
      if (freeze.frozen()) {
        frozen.add(partition);
      }
    });
    return new TreeMap<>(Map.of("excludedClients", excluded(), "frozenPartitions", frozen));
  }

  void set(int partition, Freeze freeze, long limit) {
    var before = byPartition.put(partition, freeze);
    if (freeze.frozen() && (before == null || !before.frozen())) {
      LOG.atError()
          .addKeyValue("partition", partition)
          .addKeyValue("excluded", freeze.excluded())
          .addKeyValue("limit", limit)
          .log(
              "detection stopped itself: too many clients would be quarantined, so none is; look at"
                  + " \"equilibrium cases list\", and dismiss or clear what a wrong rule found");
    } else if (!freeze.frozen() && before != null && before.frozen()) {
      LOG.atWarn()
          .addKeyValue("partition", partition)
          .addKeyValue("excluded", freeze.excluded())
          .log("detection has effects again: few enough clients would be quarantined");
    }
  }
}
