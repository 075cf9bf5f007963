package equilibrium.scoring.client;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.scoring.client.Client.Counted;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * The population counts a client as something else. Only within this program.
 *
 * @param atMs effective time
 */
public record ScoreChange(Counted before, Counted after, long atMs) {
  public static final Serde<ScoreChange> SERDE =
      Serdes.serdeFrom((_, change) -> change.write(), (_, bytes) -> read(bytes));

  private static final int SIZE = 2 * (Short.BYTES + 1 + Ids.CLIENT_ID_BYTES) + Long.BYTES;

  private byte[] write() {
    var out = ByteBuffer.allocate(SIZE);
    write(before, out);
    write(after, out);
    return out.putLong(atMs).array();
  }

  private static void write(Counted counted, ByteBuffer out) {
    out.putShort((short) counted.score()).put((byte) (counted.eligible() ? 1 : 0));
    out.put(counted.networkId().bytes());
  }

  private static @Nullable ScoreChange read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE) {
      throw new SerializationException(
          "a change of score of %d bytes, expected %d".formatted(bytes.length, SIZE));
    }
    var in = ByteBuffer.wrap(bytes);
    return new ScoreChange(counted(in), counted(in), in.getLong());
  }

  private static Counted counted(ByteBuffer in) {
    int score = in.getShort();
    boolean eligible = in.get() == 1;
    byte[] network = new byte[Ids.CLIENT_ID_BYTES];
    in.get(network);
    return new Counted(score, eligible, new ClientId(network));
  }
}
