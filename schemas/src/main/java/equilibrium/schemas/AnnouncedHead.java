package equilibrium.schemas;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import java.util.Arrays;

/**
 * The first fields of an announce, read from a value of the topic {@code announces} without
 * decoding the rest. Only for values that this release wrote.
 */
public final class AnnouncedHead {
  private static final int HEADER_BYTES =
      SingleObjectSerde.header(Announced.getClassSchema()).length;

  private final byte[] value;
  private int at = HEADER_BYTES;

  private AnnouncedHead(byte[] value) {
    this.value = value;
  }

  public static EventId id(byte[] value) {
    var head = new AnnouncedHead(value);
    return new EventId(head.integer(), head.integer(), head.integer());
  }

  public static long receivedAtMs(byte[] value) {
    var head = new AnnouncedHead(value);
    head.skip(3);
    return head.integer();
  }

  /** 20 bytes, a new array. */
  public static byte[] infoHash(byte[] value) {
    var head = new AnnouncedHead(value);
    head.skip(4);
    return Arrays.copyOfRange(value, head.at, head.at + Ids.INFO_HASH_BYTES);
  }

  private void skip(int integers) {
    for (int i = 0; i < integers; i++) {
      var _ = integer();
    }
  }

  /** As {@link AnnouncedWriter} writes it. */
  private long integer() {
    long bits = 0;
    int shift = 0;
    byte next;
    do {
      next = value[at++];
      bits |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return (bits >>> 1) ^ -(bits & 1);
  }
}
