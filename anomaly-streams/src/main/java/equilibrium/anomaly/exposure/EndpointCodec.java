package equilibrium.anomaly.exposure;

import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;

/** An endpoint in stores and internal topics: 16 bytes of address, 4 of its key, 4 of the port. */
final class EndpointCodec {
  static void write(Endpoint endpoint, StateOutput out) {
    out.writeBytes(endpoint.address().bytes());
    out.writeInt(endpoint.addressKey()).writeInt(endpoint.port());
  }

  static Endpoint read(StateInput in) {
    return new Endpoint(new Address(in.readBytes(IpAddress.BYTES)), in.readInt(), in.readInt());
  }

  private EndpointCodec() {}
}
