package equilibrium.anomaly.rate;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import java.util.Arrays;

/** Events and claims whose ids are made of one repeated byte. */
public final class Samples {
  public static final long NOW = 1_795_000_000_000L;
  public static final long MB = 1_000_000;
  public static final long GB = 1_000_000_000;

  public static InfoHash swarm(int fill) {
    return new InfoHash(bytes(20, fill));
  }

  public static PeerId peer(int fill) {
    return new PeerId(bytes(20, fill));
  }

  public static ClientId client(int fill) {
    return new ClientId(bytes(16, fill));
  }

  private static byte[] bytes(int size, int fill) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
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
    return Contribution.newBuilder()
        .setEventId(new EventId(1L, 2L, claim.source().getOffset()))
        .setSource(claim.source())
        .setPrevious(claim.previous())
        .setAtMs(claim.atMs())
        .setInfoHash(claim.infoHash())
        .setPeerId(claim.peerId())
        .setClientId(client(3))
        .setIdentity(Identity.KEY)
        .setNetworkId(client(4))
        .setEvent(AnnounceEvent.NONE)
        .setRole(Role.SEEDER)
        .setKind(Step.NORMAL)
        .setSeconds(claim.seconds())
        .setSecondsSeeded(claim.seconds())
        .setByteSecondsSeeded(0)
        .setUploaded(claim.uploaded())
        .setUploadedClaimed(claim.uploaded())
        .setDownloaded(claim.downloaded())
        .setCorrupt(0)
        .setRedundant(0)
        .setLeft(0L)
        .setSizeBytes(GB)
        .setSeeders(1)
        .setLeechers(1)
        .setSwarmUploaded(0)
        .setSwarmDownloaded(0);
  }

  private Samples() {}
}
