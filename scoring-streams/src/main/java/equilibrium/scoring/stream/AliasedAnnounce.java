package equilibrium.scoring.stream;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Position;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * An announce under the other hash of a hybrid torrent, on its way to the partition of the hash
 * under which it is counted. Only within this program: partition (4 bytes), offset (8), time
 * appended (8), big-endian, then the announce as its topic carries it.
 *
 * @param announced with the canonical info-hash
 * @param source where it lies in the log
 * @param appendedAtMs when the log took it there, real time
 */
public record AliasedAnnounce(Announced announced, Position source, long appendedAtMs) {
  private static final int HEADER = Integer.BYTES + 2 * Long.BYTES;

  /** A new one each time: what is inside keeps buffers and belongs to one thread. */
  public static Serde<AliasedAnnounce> serde() {
    var topic = Topics.ANNOUNCES;
    var writer = topic.value().serializer();
    var reader = topic.value().deserializer();
    Serializer<AliasedAnnounce> serializer =
        (_, carried) -> carried.write(writer.serialize(topic.name(), carried.announced));
    Deserializer<AliasedAnnounce> deserializer =
        (_, bytes) -> {
          if (bytes.length < HEADER) {
            throw new SerializationException(
                "a carried announce of %d bytes, expected more than %d"
                    .formatted(bytes.length, HEADER));
          }
          var in = ByteBuffer.wrap(bytes);
          var source = new Position(in.getInt(), in.getLong());
          long appendedAtMs = in.getLong();
          byte[] announced = new byte[in.remaining()];
          in.get(announced);
          return new AliasedAnnounce(
              (Announced) reader.deserialize(topic.name(), announced), source, appendedAtMs);
        };
    return Serdes.serdeFrom(serializer, deserializer);
  }

  private byte[] write(byte[] announce) {
    return ByteBuffer.allocate(HEADER + announce.length)
        .putInt(source.getPartition())
        .putLong(source.getOffset())
        .putLong(appendedAtMs)
        .put(announce)
        .array();
  }
}
