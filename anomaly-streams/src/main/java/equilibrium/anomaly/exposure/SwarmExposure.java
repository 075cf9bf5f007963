package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;
import java.util.ArrayList;
import java.util.List;

/**
 * The suspects of one swarm, and who got them. Immutable.
 *
 * @param sessions of the swarm, as the newest reply said
 * @param endpoints of suspects, at most {@link #MOST_ENDPOINTS}
 * @param exposures the newest, at most {@link #MOST_EXPOSURES}
 * @param warnings at most {@link #MOST_WARNINGS}
 */
public record SwarmExposure(
    int sessions,
    List<SuspectEndpoint> endpoints,
    List<Exposure> exposures,
    List<ActiveWarning> warnings) {
  static final int MOST_ENDPOINTS = 32;
  static final int MOST_EXPOSURES = 256;
  static final int MOST_WARNINGS = 256;

  public static final SwarmExposure NONE = new SwarmExposure(0, List.of(), List.of(), List.of());

  public SwarmExposure {
    endpoints = List.copyOf(endpoints);
    exposures = List.copyOf(exposures);
    warnings = List.copyOf(warnings);
  }

  /** Whether nothing is known of the swarm. */
  public boolean isEmpty() {
    return endpoints.isEmpty() && exposures.isEmpty() && warnings.isEmpty();
  }

  SwarmExposure withSessions(int newSessions) {
    return new SwarmExposure(newSessions, endpoints, exposures, warnings);
  }

  SwarmExposure withEndpoints(List<SuspectEndpoint> all) {
    return new SwarmExposure(sessions, newest(all, MOST_ENDPOINTS), exposures, warnings);
  }

  SwarmExposure withExposures(List<Exposure> all) {
    return new SwarmExposure(sessions, endpoints, newest(all, MOST_EXPOSURES), warnings);
  }

  SwarmExposure withWarnings(List<ActiveWarning> all) {
    return new SwarmExposure(sessions, endpoints, exposures, all);
  }

  SwarmExposure plus(Exposure exposure) {
    var all = new ArrayList<>(exposures);
    all.removeIf(exposure::isSameAs);
    all.add(exposure);
    return withExposures(all);
  }

  /** Whether an exposed session is known to speak HTTP. */
  boolean speaksHttp(ClientId recipient, PeerId peerId) {
    return exposures.stream()
        .anyMatch(exposure ->
            exposure.http()
                && exposure.recipient().equals(recipient)
                && exposure.peerId().equals(peerId));
  }

  private static <T> List<T> newest(List<T> all, int most) {
    return all.subList(Math.max(0, all.size() - most), all.size());
  }
}
