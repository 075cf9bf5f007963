package equilibrium.anomaly.episode;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client claims in an episode, all sessions together. Bytes.
 *
 * @param peerId of its newest session
 * @param received kept or not
 * @param isLeecher whether it announced as a leecher
 * @param firstAtMs first announce of that session in the episode
 * @param sinceMs first announce of any of its sessions
 * @param lastAtMs last announce
 */
record Activity(
    ClientId clientId,
    Identity identity,
    PeerId peerId,
    double uploaded,
    double received,
    boolean isLeecher,
    long firstAtMs,
    long sinceMs,
    long lastAtMs) {

  /** Of all clients of an episode, in the order of their ids. */
  static Map<ClientId, Activity> of(SwarmEpisode episode) {
    var clients = new TreeMap<ClientId, Activity>();
    for (EpisodeClaim claim : episode.getClaims()) {
      clients.merge(claim.getClientId(), of(claim), Activity::plus);
    }
    return clients;
  }

  private static Activity of(EpisodeClaim claim) {
    return new Activity(
        claim.getClientId(),
        claim.getIdentity(),
        claim.getPeerId(),
        claim.getUploaded(),
        (double) claim.getDownloaded() + claim.getDiscarded(),
        claim.getLeecherAnnounces() > 0,
        claim.getFirstAtMs(),
        claim.getFirstAtMs(),
        claim.getLastAtMs());
  }

  private Activity plus(Activity other) {
    boolean newer = other.firstAtMs > firstAtMs;
    return new Activity(
        clientId,
        identity,
        newer ? other.peerId : peerId,
        uploaded + other.uploaded,
        received + other.received,
        isLeecher || other.isLeecher,
        Math.max(firstAtMs, other.firstAtMs),
        Math.min(sinceMs, other.sinceMs),
        Math.max(lastAtMs, other.lastAtMs));
  }
}
