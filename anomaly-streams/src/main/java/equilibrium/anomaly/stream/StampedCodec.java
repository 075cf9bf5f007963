package equilibrium.anomaly.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.anomaly.fold.Signal;
import equilibrium.anomaly.order.Payload;
import equilibrium.anomaly.order.Payload.Claimed;
import equilibrium.anomaly.order.Payload.Passed;
import equilibrium.anomaly.order.Payload.Signalled;
import equilibrium.anomaly.order.Source;
import equilibrium.anomaly.order.Stamp;
import equilibrium.anomaly.order.Stamped;
import equilibrium.schemas.event.Identity;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;

/**
 * A record on its way to its client, big-endian.
 *
 * <pre>
 * 1 layout | 8 minute | 8 at | 1 source | 4 partition | 8 offset | 4 number
 *   | 1 identity | 1 source verified | 1 kind | claim (98 bytes), signal or nothing
 * signal: 2 rule | 20 info-hash | 20 peer id | 8 at | 8 value | 4 partition, 8 offset
 * </pre>
 */
final class StampedCodec {
  static final int RULE_BYTES = 2;

  static final StateCodec<Stamped> CODEC =
      StateCodec.of("a stamped record", 1, StampedCodec::write, StampedCodec::read);

  private static void write(Stamped stamped, StateOutput out) {
    var stamp = stamped.stamp();
    out.writeLong(stamp.minuteMs()).writeLong(stamp.atMs()).writeEnum(stamp.source());
    out.writeInt(stamp.partition()).writeLong(stamp.offset()).writeInt(stamp.number());
    out.writeEnum(stamped.identity()).writeFlag(stamped.sourceVerified());
    switch (stamped.payload()) {
      case Claimed(var claim) -> ClaimCodec.write(claim, out.writeByte(0));
      case Signalled(var signal) -> write(signal, out.writeByte(1));
      case Passed() -> out.writeByte(2);
    }
  }

  private static void write(Signal signal, StateOutput out) {
    out.writeBytes(signal.rule().getBytes(ISO_8859_1));
    out.writeInfoHash(signal.infoHash()).writePeerId(signal.peerId());
    out.writeLong(signal.atMs()).writeLong(signal.value()).writePosition(signal.source());
  }

  private static Stamped read(StateInput in) {
    var stamp =
        new Stamp(
            in.readLong(),
            in.readLong(),
            in.readEnum(Source.values()),
            in.readInt(),
            in.readLong(),
            in.readInt());
    return new Stamped(stamp, in.readEnum(Identity.values()), in.readFlag(), payload(in));
  }

  private static Payload payload(StateInput in) {
    int kind = in.readByte();
    return switch (kind) {
      case 0 -> new Claimed(ClaimCodec.read(in));
      case 1 -> new Signalled(signal(in));
      case 2 -> new Passed();
      default -> throw in.wrong("kind " + kind, "0 to 2");
    };
  }

  private static Signal signal(StateInput in) {
    return new Signal(
        new String(in.readBytes(RULE_BYTES), ISO_8859_1),
        in.readInfoHash(),
        in.readPeerId(),
        in.readLong(),
        in.readLong(),
        in.readPosition());
  }

  private StampedCodec() {}
}
