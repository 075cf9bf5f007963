package equilibrium.anomaly.rate;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;

/** Events and claims whose ids are made of one repeated byte. */
public final class Samples {
  public static final long NOW = 1_795_000_000_000L;
  public static final long MB = 1_000_000;
  public static final long GB = 1_000_000_000;

  public static InfoHash swarm(int fill) {
    return Ids.infoHash(fill);
  }

  public static PeerId peer(int fill) {
    return Ids.peerId(fill);
  }

  public static ClientId client(int fill) {
    return Ids.clientId(fill);
  }

  /**
   * A claim of a session of its own, at this offset of partition 0.
   *
   * @param afterSeconds when it came, seconds after {@link #NOW}
   */
  public static Claim claim(
      int session, long offset, long afterSeconds, long seconds, long uploaded) {
    return new Claim(
        swarm(session),
        peer(session),
        NOW + afterSeconds * 1_000,
        seconds,
        uploaded,
        0,
        new Position(0, offset),
        new Position(0, offset - 1),
        null);
  }

  /** Of client 3, as {@link #claim}. */
  public static Contribution.Builder contribution(Claim claim) {
    return SampleEvents.contribution()
        .setEventId(new EventId(1L, 2L, claim.source().getOffset()))
        .setSource(claim.source())
        .setPrevious(claim.previous())
        .setAtMs(claim.atMs())
        .setInfoHash(claim.infoHash())
        .setPeerId(claim.peerId())
        .setSeconds(claim.seconds())
        .setSecondsSeeded(claim.seconds())
        .setUploaded(claim.uploaded())
        .setUploadedClaimed(claim.uploaded())
        .setDownloaded(claim.downloaded())
        .setSizeBytes(GB)
        .setLeechers(1);
  }

  private Samples() {}
}
