package equilibrium.schemas;

import equilibrium.schemas.event.Announced;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the announces that one process of a node published, without decoding them. An {@link
 * Announced} begins with its event id, and that with node and boot, so all of one process have the
 * same first bytes.
 */
public final class AnnounceOrigin {
  private final byte[] prefix;

  /**
   * Of a process.
   *
   * @param node as in its event ids
   * @param boot as in its event ids
   */
  public AnnounceOrigin(long node, long boot) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(SingleObjectSerde.header(Announced.getClassSchema()));
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      encoder.writeLong(node);
      encoder.writeLong(boot);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can be written", e);
    }
    this.prefix = bytes.toByteArray();
  }

  /** Whether it published this value of the topic {@code announces}. Null was published by none. */
  public boolean published(byte @Nullable [] value) {
    return value != null
        && value.length > prefix.length
        && Arrays.mismatch(prefix, 0, prefix.length, value, 0, prefix.length) < 0;
  }
}
