package equilibrium.anomaly.attribution;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import java.nio.ByteBuffer;
import java.util.List;

/** Settled episodes for tests: bytes in MB, an hour long each. */
public final class Episodes {
  public static final long MB = 1_000_000;
  public static final long HOUR_MS = 3_600_000;

  static {
    Topics.SWARM_EPISODES.name(); // its serde makes Avro trust the classes of events
  }

  /** The claim of one client, in its own session of its own network. */
  public static EpisodeClaim claim(int client, double uploaded, double downloaded, int leecher) {
    return EpisodeClaim.newBuilder()
        .setClientId(clientId(client))
        .setNetworkId(clientId(client))
        .setIdentity(Identity.KEY)
        .setPeerId(new PeerId(numbered(20, client)))
        .setUploaded((long) (uploaded * MB))
        .setDownloaded((long) (downloaded * MB))
        .setDiscarded(0)
        .setAnnounces(4)
        .setLeecherAnnounces(leecher)
        .setFirstAtMs(0)
        .setLastAtMs(HOUR_MS)
        .build();
  }

  public static EpisodeClaim sent(int client, double mb) {
    return claim(client, mb, 0, 0);
  }

  public static EpisodeClaim received(int client, double mb) {
    return claim(client, 0, mb, 4);
  }

  /** An episode of a torrent of 1 GB that starts at an hour; sums are those of its claims. */
  public static SwarmEpisode episode(int torrent, int hour, List<EpisodeClaim> claims) {
    return SwarmEpisode.newBuilder()
        .setInfoHash(infoHash(torrent))
        .setStartMs(hour * HOUR_MS)
        .setEndMs((hour + 1) * HOUR_MS)
        .setClosedBy(EpisodeEnd.GAP)
        .setUploaded(claims.stream().mapToLong(EpisodeClaim::getUploaded).sum())
        .setDownloaded(claims.stream().mapToLong(EpisodeClaim::getDownloaded).sum())
        .setDiscarded(claims.stream().mapToLong(EpisodeClaim::getDiscarded).sum())
        .setSizeBytes(1_000 * MB)
        .setClaims(claims)
        .setKind(SwarmKind.PUBLIC)
        .build();
  }

  public static InfoHash infoHash(int number) {
    return new InfoHash(numbered(20, number));
  }

  public static ClientId clientId(int number) {
    return new ClientId(numbered(16, number));
  }

  private static byte[] numbered(int size, int number) {
    return ByteBuffer.allocate(size).putInt(number).array();
  }

  private Episodes() {}
}
