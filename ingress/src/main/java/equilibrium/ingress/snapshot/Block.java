package equilibrium.ingress.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A part of the file with a checksum of its own. The file begins with a magic number and the
 * version of the layout, 4 bytes each. The last block is an {@link Kind#END}. All integers are
 * big-endian.
 *
 * <pre>
 * 0 kind 1   1 length of the content 4   5 CRC32C 4   9 content
 * </pre>
 *
 * The checksum covers the file's first 8 bytes, the number of the block, its kind and length, and
 * the content: no byte of the file can change unnoticed, and no block can be lost or moved.
 */
final class Block {
  static final int MAGIC = 0x4551534e; // EQSN
  static final int VERSION = 1;
  static final int FILE_HEADER_BYTES = 8;
  static final int HEADER_BYTES = 9;

  /** A block is written when its content has so many bytes. */
  static final int FULL_BYTES = 1 << 18;

  /** Content of a block, at most. */
  static final int MOST_BYTES = 1 << 20;

  /** What a block holds: any number of entries of one kind. */
  enum Kind {
    /** When it was written, 8; next offset of each partition: partition 4, offset 8. */
    ORIGIN,
    /** Clients with a standing: client id 16, tier 1. */
    STANDINGS,
    /** Torrents that are allowed or denied: info-hash 20, 1 allowed + 2 private 1. */
    TORRENTS,
    /** Announce keys: id of the key 16, client id 16, end of its validity 8. */
    KEYS,
    /** Downloads: info-hash 20, count 4, time of the row 8, newest completion 8. */
    DOWNLOADS,
    /** Sessions of one torrent after the other: info-hash 20, how many 4, {@link SessionCodec}. */
    SESSIONS,
    /** Number of blocks before it, 8. */
    END;

    /** The kind of a number; null: there is none. */
    static @Nullable Kind of(int number) {
      return number < 0 || number >= values().length ? null : values()[number];
    }
  }

  /** The checksum of a block. */
  @SuppressWarnings("EnumOrdinal") // no kind of a stored block ever moves
  static int checksum(long number, Kind kind, ByteBuffer content) {
    var head =
        ByteBuffer.allocate(FILE_HEADER_BYTES + Long.BYTES + 1 + Integer.BYTES)
            .putInt(MAGIC)
            .putInt(VERSION)
            .putLong(number)
            .put((byte) kind.ordinal())
            .putInt(content.remaining())
            .flip();
    var crc = new CRC32C();
    crc.update(head);
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  private Block() {}
}
