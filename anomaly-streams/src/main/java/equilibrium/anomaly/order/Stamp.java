package equilibrium.anomaly.order;

import equilibrium.schemas.event.ClientId;
import java.nio.ByteBuffer;

/**
 * The place of a record in the order of all partitions: by minute of its partition, then by its own
 * time, then by partition and offset.
 *
 * @param minuteMs time of its partition when it was read, which never falls: the newest effective
 *     time of all its records so far, rounded down to a minute; milliseconds since 1970
 * @param atMs its own effective time, which may be earlier, at least 0
 * @param source topic that it came from
 * @param partition of that topic
 * @param offset in that partition
 * @param number counts what one record gave, from 0
 */
public record Stamp(
    long minuteMs, long atMs, Source source, int partition, long offset, int number) {
  public static final long MINUTE_MS = 60_000;

  /** The minute of a time. */
  public static long minute(long atMs) {
    return Math.floorDiv(atMs, MINUTE_MS) * MINUTE_MS;
  }

  /** Sorts as the order does, and ends with the client: 49 bytes. */
  public byte[] key(ClientId client) {
    byte[] id = client.bytes();
    return ByteBuffer.allocate(33 + id.length)
        .putLong(minuteMs)
        .putLong(atMs)
        .put((byte) (source == Source.CONTRIBUTIONS ? 0 : 1))
        .putInt(partition)
        .putLong(offset)
        .putInt(number)
        .put(id)
        .array();
  }

  /** Sorts after all keys of earlier minutes and before those of this one. */
  public static byte[] before(long minuteMs) {
    return ByteBuffer.allocate(Long.BYTES).putLong(minuteMs).array();
  }
}
