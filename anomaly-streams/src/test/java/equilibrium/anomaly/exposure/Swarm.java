package equilibrium.anomaly.exposure;

import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Policy;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/** Announces and replies in swarm 1. Times are minutes after one moment. */
public final class Swarm {
  static final String SUSPECT_IP = "203.0.113.7";

  public static long at(long minutes) {
    return SampleEvents.NOW + Duration.ofMinutes(minutes).toMillis();
  }

  static Address address(String ip) {
    return Objects.requireNonNull(IpAddress.parse(ip)).event();
  }

  static Endpoint endpoint(String ip, int port) {
    return new Endpoint(address(ip), 0, port);
  }

  /** Of a session whose peer id has the same number as its client; the swarm has 100 sessions. */
  public static Announced.Builder announce(int client, String ip, int port, long minutes) {
    return SampleEvents.announced()
        .setReceivedAtMs(at(minutes))
        .setClientId(Ids.clientId(client))
        .setPeerId(Ids.peerId(client))
        .setNetworkId(Ids.clientId(100 + Math.floorMod(ip.hashCode(), 100)))
        .setAddress(address(ip))
        .setPort(port)
        .setAnswer(new Answer(Policy.UNGATED, 0, 0, 60, 40, 0, 0, 1_800, true, 50));
  }

  /** A reply to a client that names one peer. */
  public static HandOut handOut(int recipient, String ip, int port, long minutes) {
    var list = ByteBuffer.allocate(18).put(address(ip).bytes()).putShort((short) port).flip();
    return new HandOut(
        new EventId(1L, 2L, 3L),
        at(minutes),
        Ids.infoHash(1),
        Ids.clientId(recipient),
        Ids.peerId(recipient),
        0,
        list);
  }

  private Swarm() {}
}
