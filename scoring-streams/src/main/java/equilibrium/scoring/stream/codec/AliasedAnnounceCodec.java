package equilibrium.scoring.stream.codec;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.scoring.session.AliasedAnnounce;
import equilibrium.streams.codec.StateCodec;
import org.apache.kafka.common.serialization.Serde;

/**
 * An announce between two stages: layout (1 byte), partition (4), offset, time appended, then the
 * announce as in its topic. The first layout had no layout byte; it began with a partition, whose
 * highest byte is 0.
 */
public final class AliasedAnnounceCodec {
  private static final int LAYOUT = 1;

  /** A new one for each thread: the codec of the announce keeps buffers. */
  public static Serde<AliasedAnnounce> serde() {
    return Unversioned.serde(codec(), LAYOUT, bytes -> bytes.length > 0 && bytes[0] == 0);
  }

  static StateCodec<AliasedAnnounce> codec() {
    var topic = Topics.ANNOUNCES;
    var writer = topic.value().serializer();
    var reader = topic.value().deserializer();
    return StateCodec.of(
        "an aliased announce",
        LAYOUT,
        (aliased, out) ->
            out.writePosition(aliased.source())
                .writeLong(aliased.appendedAtMs())
                .writeBytes(writer.serialize(topic.name(), aliased.announced())),
        in -> {
          var source = in.readPosition();
          long appendedAtMs = in.readLong();
          var announced = (Announced) reader.deserialize(topic.name(), in.readRest());
          return new AliasedAnnounce(announced, source, appendedAtMs);
        });
  }

  private AliasedAnnounceCodec() {}
}
