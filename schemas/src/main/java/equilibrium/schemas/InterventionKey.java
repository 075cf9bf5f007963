package equilibrium.schemas;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Keys {@code interventions}: the swarm and who is told, written as their 20 and 16 bytes. */
public record InterventionKey(InfoHash infoHash, ClientId recipient) {
  private static final int SIZE = 20 + 16;

  static final Serde<InterventionKey> SERDE =
      Serdes.serdeFrom((_, key) -> key.bytes(), (_, bytes) -> read(bytes));

  private byte[] bytes() {
    return ByteBuffer.allocate(SIZE).put(infoHash.bytes()).put(recipient.bytes()).array();
  }

  private static InterventionKey read(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new SerializationException(
          "an intervention key of %d bytes, not 36".formatted(bytes.length));
    }
    byte[] infoHash = new byte[20];
    byte[] recipient = new byte[16];
    ByteBuffer.wrap(bytes).get(infoHash).get(recipient);
    return new InterventionKey(new InfoHash(infoHash), new ClientId(recipient));
  }
}
