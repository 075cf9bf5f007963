package equilibrium.anomaly.exposure;

import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;

/**
 * The suspects of a swarm in their store, big-endian. Endpoints have 24 bytes ({@link
 * EndpointCodec}).
 *
 * <pre>
 * 1 layout | 4 sessions
 * 2 number of endpoints: 24 endpoint, 16 client, 20 peer id, 16 network, 8 since, 8 last, 1 disputed
 * 2 number of exposures: 16 recipient, 20 peer id, 24 endpoint, 8 at, 1 http
 * 2 number of warnings:  16 recipient, 16 subject, 16 network, 8 until
 * </pre>
 */
public final class SwarmExposureCodec {
  public static final StateCodec<SwarmExposure> CODEC =
      StateCodec.of("suspects of a swarm", 1, SwarmExposureCodec::write, SwarmExposureCodec::read);

  private static void write(SwarmExposure swarm, StateOutput out) {
    out.writeInt(swarm.sessions()).writeShort(swarm.endpoints().size());
    for (var at : swarm.endpoints()) {
      EndpointCodec.write(at.endpoint(), out);
      out.writeClientId(at.clientId()).writePeerId(at.peerId()).writeClientId(at.networkId());
      out.writeLong(at.sinceMs()).writeLong(at.lastMs()).writeFlag(at.disputed());
    }
    out.writeShort(swarm.exposures().size());
    for (var exposure : swarm.exposures()) {
      out.writeClientId(exposure.recipient()).writePeerId(exposure.peerId());
      EndpointCodec.write(exposure.endpoint(), out);
      out.writeLong(exposure.atMs()).writeFlag(exposure.http());
    }
    out.writeShort(swarm.warnings().size());
    for (var warning : swarm.warnings()) {
      out.writeClientId(warning.recipient()).writeClientId(warning.subject());
      out.writeClientId(warning.networkId()).writeLong(warning.untilMs());
    }
  }

  private static SwarmExposure read(StateInput in) {
    int sessions = in.readInt();
    var endpoints = new ArrayList<SuspectEndpoint>();
    for (int left = in.readShort(); left > 0; left--) {
      endpoints.add(
          new SuspectEndpoint(
              EndpointCodec.read(in),
              in.readClientId(),
              in.readPeerId(),
              in.readClientId(),
              in.readLong(),
              in.readLong(),
              in.readFlag()));
    }
    var exposures = new ArrayList<Exposure>();
    for (int left = in.readShort(); left > 0; left--) {
      exposures.add(
          new Exposure(
              in.readClientId(),
              in.readPeerId(),
              EndpointCodec.read(in),
              in.readLong(),
              in.readFlag()));
    }
    var warnings = new ArrayList<ActiveWarning>();
    for (int left = in.readShort(); left > 0; left--) {
      warnings.add(
          new ActiveWarning(
              in.readClientId(), in.readClientId(), in.readClientId(), in.readLong()));
    }
    return new SwarmExposure(sessions, endpoints, exposures, warnings);
  }

  private SwarmExposureCodec() {}
}
