package equilibrium.anomaly.exposure.stream;

import equilibrium.schemas.event.ClientId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which clients were seen in which networks of late, so that each is reported every 6 h only. In
 * memory: what is lost is reported again. Bounded; for one thread.
 */
final class RecentSightings {
  private static final int MOST = 20_000;
  private static final long AGAIN_MS = Duration.ofHours(6).toMillis();

  private record Sighting(ClientId networkId, ClientId clientId) {}

  private final Map<Sighting, Long> reportedMs =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sighting, Long> eldest) {
          return size() > MOST;
        }
      };

  /** Whether it has to be reported. */
  boolean isNew(ClientId networkId, ClientId clientId, long nowMs) {
    var sighting = new Sighting(networkId, clientId);
    var before = reportedMs.get(sighting);
    if (before != null && nowMs - before < AGAIN_MS) {
      return false;
    }
    reportedMs.put(sighting, nowMs);
    return true;
  }
}
