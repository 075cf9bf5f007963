package equilibrium.bench.trace;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An announce as a tracker received it.
 *
 * @param atMs milliseconds since 1970, UTC
 * @param announceKey from the URL's path; null: none
 * @param ip source address
 * @param port 0 to 65535
 * @param uploaded bytes, at least 0; null: not sent
 * @param downloaded bytes, at least 0; null: not sent
 * @param left bytes, at least 0; null: not sent
 * @param numWant null: not sent
 * @param userAgent null: none
 * @param params other parameters of the request, in their order
 */
public record TraceAnnounce(
    long atMs,
    InfoHash infoHash,
    PeerId peerId,
    @Nullable String announceKey,
    String ip,
    int port,
    AnnounceEvent event,
    @Nullable Long uploaded,
    @Nullable Long downloaded,
    @Nullable Long left,
    @Nullable Integer numWant,
    boolean udp,
    @Nullable String userAgent,
    Map<String, String> params)
    implements TraceLine {

  public TraceAnnounce {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params)); // keeps the order
  }
}
