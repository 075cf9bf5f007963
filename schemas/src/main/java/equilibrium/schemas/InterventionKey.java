package equilibrium.schemas;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Keys {@code interventions}: info-hash and client id of the recipient, written as their 36 bytes.
 */
public record InterventionKey(InfoHash infoHash, ClientId recipient) {
  private static final int SIZE = Ids.INFO_HASH_BYTES + Ids.CLIENT_ID_BYTES;

  static final Serde<InterventionKey> SERDE =
      Serdes.serdeFrom((_, key) -> key.bytes(), (_, bytes) -> read(bytes));

  private byte[] bytes() {
    return ByteBuffer.allocate(SIZE).put(infoHash.bytes()).put(recipient.bytes()).array();
  }

  private static InterventionKey read(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new SerializationException(
          "an intervention key of %d bytes, expected %d".formatted(bytes.length, SIZE));
    }
    byte[] infoHash = new byte[Ids.INFO_HASH_BYTES];
    byte[] recipient = new byte[Ids.CLIENT_ID_BYTES];
    ByteBuffer.wrap(bytes).get(infoHash).get(recipient);
    return new InterventionKey(new InfoHash(infoHash), new ClientId(recipient));
  }
}
