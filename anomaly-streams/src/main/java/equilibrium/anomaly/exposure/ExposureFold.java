package equilibrium.anomaly.exposure;

import equilibrium.anomaly.exposure.NetworkEvent.Draft;
import equilibrium.anomaly.exposure.NetworkEvent.Over;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Lifetimes;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.schemas.event.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Folds what happens in one swarm into the warnings that it needs (docs/policy.md 3.6).
 *
 * <p>A warning names an endpoint that only the suspect announced, for at least one announce
 * interval, from an address that a round trip proved; its recipient got that endpoint from this
 * tracker within two hours before the quarantine, or in it. What a client claims of addresses is
 * never read.
 *
 * @param failOnce whether recipients over HTTP get one failure in place of warnings
 */
public record ExposureFold(boolean failOnce) {
  private static final long BEFORE_MS = Duration.ofHours(2).toMillis();
  private static final long LONGEST_MS = Duration.ofHours(24).toMillis();

  /** Announces of others that share the endpoint come in this time. */
  private static final long PROVED_MS = Lifetimes.LONGEST_INTERVAL.toMillis();

  /** One session in so many may be warned at a time. */
  private static final int ONE_IN = 5;

  private static final int ENDPOINT_BYTES = IpAddress.BYTES + 2;

  /** Finds a suspect by its client id. */
  @FunctionalInterface
  public interface Suspects extends Function<ClientId, @Nullable KnownSuspect> {}

  /** A swarm after a review, and messages with the networks that they are about. */
  public record Reviewed(SwarmExposure swarm, Map<NetworkEvent, ClientId> events) {}

  /** After an announce. */
  public SwarmExposure announced(
      SwarmExposure before, Announced announced, long nowMs, Suspects suspects) {
    boolean isSuspect = suspects.apply(announced.getClientId()) != null;
    if (before.isEmpty() && !isSuspect) {
      return before;
    }
    var answer = announced.getAnswer();
    var swarm = before.withSessions(answer.getSeeders() + answer.getLeechers());
    swarm = swarm.withEndpoints(endpoints(swarm, announced, nowMs, isSuspect));
    return swarm.withExposures(
        swarm.exposures().stream()
            .map(exposure ->
                exposure.recipient().equals(announced.getClientId())
                        && exposure.peerId().equals(announced.getPeerId())
                    ? exposure.overHttp(isHttp(announced))
                    : exposure)
            .toList());
  }

  private static List<SuspectEndpoint> endpoints(
      SwarmExposure swarm, Announced announced, long nowMs, boolean isSuspect) {
    var endpoint =
        new Endpoint(announced.getAddress(), announced.getAddressKey(), announced.getPort());
    boolean known = false;
    boolean disputed = false;
    var all = new ArrayList<SuspectEndpoint>();
    for (var at : swarm.endpoints()) {
      boolean same = at.endpoint().equals(endpoint);
      boolean own = at.isOf(announced.getClientId(), announced.getPeerId());
      boolean sameFamily = isMapped(at.endpoint()) == isMapped(endpoint);
      if (same && own) {
        all.add(at.seen(nowMs));
        known = true;
      } else if (same || (own && sameFamily)) {
        all.add(at.asDisputed());
        disputed = true;
      } else {
        all.add(at);
      }
    }
    if (isSuspect && !known && isProved(announced)) {
      all.add(
          new SuspectEndpoint(
              endpoint,
              announced.getClientId(),
              announced.getPeerId(),
              announced.getNetworkId(),
              nowMs,
              nowMs,
              disputed));
    }
    return all;
  }

  /** Sealed addresses count as one family: a session with both is then not named. */
  private static boolean isMapped(Endpoint endpoint) {
    return endpoint.addressKey() != 0 || IpAddress.of(endpoint.address()).isIpv4();
  }

  /** Whether a round trip proved the source: TCP, or a UDP connection id. */
  private static boolean isProved(Announced announced) {
    return switch (announced.getTransport()) {
      case HTTP, HTTPS, UDP -> true;
      case UDP_REPLICATED, UNKNOWN -> false;
    };
  }

  private static boolean isHttp(Announced announced) {
    var transport = announced.getTransport();
    return transport == Transport.HTTP || transport == Transport.HTTPS;
  }

  /** After a reply that may name suspects. */
  public SwarmExposure handedOut(SwarmExposure before, HandOut handOut, long nowMs) {
    if (before.endpoints().isEmpty()) {
      return before;
    }
    var known =
        before.endpoints().stream()
            .collect(
                Collectors.toMap(
                    SuspectEndpoint::endpoint, SuspectEndpoint::clientId, (first, _) -> first));
    var swarm = before;
    boolean http = before.speaksHttp(handOut.getClientId(), handOut.getPeerId());
    var list = handOut.getEndpoints().duplicate();
    while (list.remaining() >= ENDPOINT_BYTES) {
      byte[] address = new byte[IpAddress.BYTES];
      list.get(address);
      int port = Short.toUnsignedInt(list.getShort());
      var endpoint = new Endpoint(new Address(address), handOut.getAddressKey(), port);
      var suspect = known.get(endpoint);
      if (suspect != null && !suspect.equals(handOut.getClientId())) {
        swarm =
            swarm.plus(
                new Exposure(handOut.getClientId(), handOut.getPeerId(), endpoint, nowMs, http));
      }
    }
    return swarm;
  }

  /** Which warnings begin and end now. */
  public Reviewed reviewed(InfoHash infoHash, SwarmExposure before, long nowMs, Suspects suspects) {
    var events = new LinkedHashMap<NetworkEvent, ClientId>();
    var warnings = new ArrayList<ActiveWarning>();
    for (var warning : before.warnings()) {
      var subject = suspects.apply(warning.subject());
      if (nowMs < warning.untilMs() && subject != null && subject.isExcluded(nowMs)) {
        warnings.add(warning);
      } else {
        events.put(new Over(infoHash, warning.recipient(), warning.subject()), warning.networkId());
      }
    }
    var left = new ArrayList<Exposure>();
    for (var exposure : before.exposures()) {
      var at = at(before, exposure.endpoint());
      var suspect = at == null ? null : suspects.apply(at.clientId());
      if (at == null || suspect == null) {
        continue; // nobody suspects it any more
      }
      boolean excluded = suspect.isExcluded(nowMs);
      if (excluded && mayWarn(before, warnings, exposure, at, suspect, nowMs)) {
        long untilMs = Math.min(suspect.excludedUntilMs(), nowMs + LONGEST_MS);
        warnings.add(
            new ActiveWarning(exposure.recipient(), at.clientId(), at.networkId(), untilMs));
        events.put(draft(infoHash, exposure, at, nowMs, untilMs), at.networkId());
      } else if (excluded || nowMs - exposure.atMs() <= BEFORE_MS) {
        left.add(exposure);
      }
    }
    var endpoints =
        before.endpoints().stream()
            .filter(at -> isWorthKeeping(at, suspects.apply(at.clientId()), nowMs))
            .toList();
    var after = new SwarmExposure(before.sessions(), endpoints, left, warnings);
    return new Reviewed(after, events);
  }

  private static boolean isWorthKeeping(
      SuspectEndpoint at, @Nullable KnownSuspect suspect, long nowMs) {
    return suspect != null && (suspect.isExcluded(nowMs) || nowMs - at.lastMs() <= LONGEST_MS);
  }

  private static @Nullable SuspectEndpoint at(SwarmExposure swarm, Endpoint endpoint) {
    for (var at : swarm.endpoints()) {
      if (at.endpoint().equals(endpoint)) {
        return at;
      }
    }
    return null;
  }

  private static boolean mayWarn(
      SwarmExposure swarm,
      List<ActiveWarning> warnings,
      Exposure exposure,
      SuspectEndpoint at,
      KnownSuspect suspect,
      long nowMs) {
    var warned = new HashSet<ClientId>();
    warnings.forEach(warning -> warned.add(warning.recipient()));
    return !at.disputed()
        && nowMs - at.sinceMs() >= PROVED_MS
        && suspect.concerns(at.peerId())
        && !warned.contains(exposure.recipient())
        && (warned.size() + 1) * ONE_IN <= swarm.sessions()
        && warned.size() < SwarmExposure.MOST_WARNINGS;
  }

  private Draft draft(
      InfoHash infoHash, Exposure exposure, SuspectEndpoint at, long nowMs, long untilMs) {
    return new Draft(
        infoHash,
        exposure.recipient(),
        at.clientId(),
        failOnce && exposure.http() ? InterventionKind.FAIL_ONCE : InterventionKind.WARN,
        exposure.endpoint(),
        nowMs,
        untilMs);
  }
}
