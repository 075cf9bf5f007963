package equilibrium.scoring;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientStanding;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What is remembered of a client. In its store: layout (1 byte), lastSeenAtMs (8), countedScore
 * (2), big-endian, then the standing as its topic carries it.
 *
 * @param standing as last evaluated; its sums are the fold of the client's contributions
 * @param lastSeenAtMs effective time of its newest counted announce
 * @param countedScore the score under which the population counts it, or {@link ScoreChange#NOBODY}
 */
record Client(ClientStanding standing, long lastSeenAtMs, int countedScore) {
  private static final byte LAYOUT = 1;
  private static final int HEADER = Byte.BYTES + Long.BYTES + Short.BYTES;

  /** A new one each time: what is inside keeps buffers and belongs to one thread. */
  static Serde<Client> serde() {
    var topic = Topics.CLIENT_STANDINGS;
    var writer = topic.value().serializer();
    var reader = topic.value().deserializer();
    Serializer<Client> serializer =
        (_, client) ->
            client == null ? null : client.write(writer.serialize(topic.name(), client.standing));
    Deserializer<Client> deserializer = (_, bytes) -> bytes == null ? null : read(bytes, reader);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  private byte[] write(byte[] standing) {
    return ByteBuffer.allocate(HEADER + standing.length)
        .put(LAYOUT)
        .putLong(lastSeenAtMs)
        .putShort((short) countedScore)
        .put(standing)
        .array();
  }

  private static Client read(byte[] bytes, Deserializer<ClientStanding> reader) {
    if (bytes.length < HEADER || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a client of %d bytes, expected at least %d in layout %d"
              .formatted(bytes.length, HEADER, LAYOUT));
    }
    var buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    long lastSeenAtMs = buffer.getLong();
    int countedScore = buffer.getShort();
    byte[] standing = new byte[buffer.remaining()];
    buffer.get(standing);
    return new Client(
        reader.deserialize(Topics.CLIENT_STANDINGS.name(), standing), lastSeenAtMs, countedScore);
  }
}
