package equilibrium.ingress.spool;

import equilibrium.ingress.spool.SpooledEvent.Bytes;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.EventId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a record, big-endian. The checksum covers everything behind it, the position too,
 * so a record that lies elsewhere than it was written is not valid. Each thread has its own.
 *
 * <pre>
 *  0 "EQS1"                 4
 *  4 CRC32C of all below    4
 *  8 length of the record   4
 * 12 position               8
 * 20 stored at              8    real ms since 1970
 * 28 received at            8    tracker ms since 1970
 * 36 event id              24    node, boot, sequence
 * 60 key                   20
 * 80 value
 * </pre>
 */
final class RecordFormat {
  static final int MAGIC = 0x45515331;

  /** No event comes near it: requests have at most 8 KiB. */
  static final int MOST_BYTES = 64 << 10;

  static final int LEAST_BYTES = 80;
  private static final int CRC = 4;
  private static final int LENGTH = 8;

  private final CRC32C crc = new CRC32C();

  static int bytes(SpoolEntry entry) {
    return LEAST_BYTES + entry.value().length;
  }

  /** Writes a record at the buffer's position. */
  void write(ByteBuffer into, long position, long storedAtMs, SpoolEntry entry) {
    int start = into.position();
    var id = entry.id();
    into.putInt(MAGIC)
        .putInt(0)
        .putInt(bytes(entry))
        .putLong(position)
        .putLong(storedAtMs)
        .putLong(entry.receivedAtMs())
        .putLong(id.getNode())
        .putLong(id.getBoot())
        .putLong(id.getSequence())
        .put(entry.key(), 0, Ids.INFO_HASH_BYTES)
        .put(entry.value());
    into.putInt(start + CRC, crc(into, start + LENGTH, into.position()));
  }

  /**
   * Reads the record that begins at the buffer's position, and moves behind it. Null: no valid
   * record begins there; the position stays.
   *
   * @param position where this is in the spool
   */
  @Nullable SpooledEvent read(ByteBuffer from, long position) {
    int start = from.position();
    int length = length(from);
    if (length < LEAST_BYTES
        || length > from.remaining()
        || from.getLong(start + LENGTH + 4) != position
        || from.getInt(start + CRC) != crc(from, start + LENGTH, start + length)) {
      return null;
    }
    from.position(start + LENGTH + 4 + 8);
    long storedAtMs = from.getLong();
    long receivedAtMs = from.getLong();
    var id = new EventId(from.getLong(), from.getLong(), from.getLong());
    var key = new byte[Ids.INFO_HASH_BYTES];
    var value = new byte[length - LEAST_BYTES];
    from.get(key).get(value);
    return new SpooledEvent(
        position, position + length, storedAtMs, receivedAtMs, id, new Bytes(key, value));
  }

  /** Length of the record that seems to begin at the buffer's position; 0: none does. */
  static int length(ByteBuffer from) {
    if (from.remaining() < LEAST_BYTES || from.getInt(from.position()) != MAGIC) {
      return 0;
    }
    int length = from.getInt(from.position() + LENGTH);
    return length < LEAST_BYTES || length > MOST_BYTES ? 0 : length;
  }

  private int crc(ByteBuffer bytes, int from, int to) {
    int position = bytes.position();
    int limit = bytes.limit();
    crc.reset();
    crc.update(bytes.limit(to).position(from));
    bytes.limit(limit).position(position);
    return (int) crc.getValue();
  }
}
