package equilibrium.scoring.stream.codec;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.session.AliasedAnnounce;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;

/**
 * An announce between two stages: layout (1 byte), partition (4), offset, time appended, then the
 * announce as in its topic. The first layout had no layout byte; it began with a partition, whose
 * highest byte is 0.
 */
public final class AliasedAnnounceCodec {
  private static final byte LAYOUT = 1;
  private static final int HEADER = 1 + Integer.BYTES + 2 * Long.BYTES;

  /** A new one for each thread: the codec of the announce keeps buffers. */
  public static Serde<AliasedAnnounce> serde() {
    var topic = Topics.ANNOUNCES;
    var writer = topic.value().serializer();
    var reader = topic.value().deserializer();
    return ByteCodec.of(
        "an aliased announce",
        "layout 1, more than %d bytes".formatted(HEADER),
        aliased -> write(aliased, writer.serialize(topic.name(), aliased.announced())),
        in -> {
          boolean known = in.get(0) == LAYOUT ? in.get() == LAYOUT : in.get(0) == 0;
          if (!known) {
            return null;
          }
          var source = new Position(in.getInt(), in.getLong());
          long appendedAtMs = in.getLong();
          byte[] announced = ByteCodec.bytes(in, in.remaining());
          return new AliasedAnnounce(
              (Announced) reader.deserialize(topic.name(), announced), source, appendedAtMs);
        });
  }

  private static ByteBuffer write(AliasedAnnounce aliased, byte[] announced) {
    return ByteCodec.layout(LAYOUT, HEADER + announced.length)
        .putInt(aliased.source().getPartition())
        .putLong(aliased.source().getOffset())
        .putLong(aliased.appendedAtMs())
        .put(announced);
  }

  private AliasedAnnounceCodec() {}
}
