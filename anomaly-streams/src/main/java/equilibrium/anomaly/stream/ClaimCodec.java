package equilibrium.anomaly.stream;

import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.Severity;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import org.jspecify.annotations.Nullable;

/**
 * A claim of 98 bytes, big-endian.
 *
 * <pre>
 * 20 info-hash | 20 peer id | 8 at | 8 seconds | 8 uploaded | 8 downloaded
 *   | 4 partition, 8 offset of source | 4, 8 of previous (partition -1: none) | 1 reported | 1 zero
 * reported: 0 none, 1 soft, 2 hard
 * </pre>
 */
final class ClaimCodec {

  static void write(Claim claim, StateOutput out) {
    out.writeInfoHash(claim.infoHash()).writePeerId(claim.peerId());
    out.writeLong(claim.atMs()).writeLong(claim.seconds());
    out.writeLong(claim.uploaded()).writeLong(claim.downloaded());
    out.writePosition(claim.source()).writePosition(claim.previous());
    out.writeByte(code(claim.reported())).writeByte(0);
  }

  static Claim read(StateInput in) {
    var claim =
        new Claim(
            in.readInfoHash(),
            in.readPeerId(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readPosition(),
            in.readNullablePosition(),
            severity(in));
    in.readByte();
    return claim;
  }

  static int code(@Nullable Severity severity) {
    return switch (severity) {
      case null -> 0;
      case SOFT -> 1;
      case HARD -> 2;
    };
  }

  static @Nullable Severity severity(StateInput in) {
    int code = in.readByte();
    return switch (code) {
      case 0 -> null;
      case 1 -> Severity.SOFT;
      case 2 -> Severity.HARD;
      default -> throw in.wrong("severity " + code, "0 to 2");
    };
  }

  private ClaimCodec() {}
}
