package equilibrium.testing.event;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.schemas.event.Transport;

/**
 * Events that are complete and say as little as they may. A test sets what matters to it. They are
 * of client 3 with peer id 2 in swarm 1, from network 4 ({@link Ids}).
 */
public final class SampleEvents {
  /** 2026-11-18 11:06:40 UTC. */
  public static final long NOW = 1_795_000_000_000L;

  static {
    var _ = Topics.all(); // whose serdes make Avro trust the events' classes
  }

  /** An announce over HTTP and IPv4 that states no counters, answered without peers. */
  public static Announced.Builder announced() {
    return Announced.newBuilder()
        .setEventId(new EventId(1L, NOW, 0L))
        .setReceivedAtMs(NOW)
        .setInfoHash(Ids.infoHash(1))
        .setPeerId(Ids.peerId(2))
        .setClientId(Ids.clientId(3))
        .setIdentity(Identity.KEY)
        .setNetworkId(Ids.clientId(4))
        .setAddress(new Address(new byte[16]))
        .setFamily(AddressFamily.IPV4)
        .setPort(6881)
        .setTransport(Transport.HTTP)
        .setEvent(AnnounceEvent.NONE)
        .setSessionStartedAtMs(NOW)
        .setAnswer(new Answer(Policy.UNGATED, 0, 0, 0, 0, 0, 0, 1_800, true, 50));
  }

  /** Of a lone seeder that uploads nothing; it counts no time. */
  public static Contribution.Builder contribution() {
    return Contribution.newBuilder()
        .setEventId(new EventId(1L, NOW, 0L))
        .setSource(new Position(0, 0L))
        .setAtMs(NOW)
        .setInfoHash(Ids.infoHash(1))
        .setPeerId(Ids.peerId(2))
        .setClientId(Ids.clientId(3))
        .setIdentity(Identity.KEY)
        .setNetworkId(Ids.clientId(4))
        .setEvent(AnnounceEvent.NONE)
        .setRole(Role.SEEDER)
        .setKind(Step.NORMAL)
        .setSeconds(0)
        .setSecondsSeeded(0)
        .setByteSecondsSeeded(0)
        .setUploaded(0)
        .setUploadedClaimed(0)
        .setDownloaded(0)
        .setCorrupt(0)
        .setRedundant(0)
        .setLeft(0L)
        .setSizeBytes(1_000)
        .setSeeders(1)
        .setLeechers(0)
        .setSwarmUploaded(0)
        .setSwarmDownloaded(0);
  }

  private SampleEvents() {}
}
