package equilibrium.anomaly;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;

/** Events and claims whose ids are made of one repeated byte. */
final class Samples {
  static final long NOW = 1_795_000_000_000L;
  static final long MB = 1_000_000;
  static final long GB = 1_000_000_000;

  static InfoHash swarm(int fill) {
    return Ids.infoHash(fill);
  }

  static PeerId peer(int fill) {
    return Ids.peerId(fill);
  }

  static ClientId client(int fill) {
    return Ids.clientId(fill);
  }

  /**
   * A claim of a session of its own, at this offset of partition 0.
   *
   * @param afterSeconds when it came, from {@link #NOW}
   */
  static Claim claim(int session, long offset, long afterSeconds, long seconds, long uploaded) {
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
  static Contribution.Builder contribution(Claim claim) {
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
