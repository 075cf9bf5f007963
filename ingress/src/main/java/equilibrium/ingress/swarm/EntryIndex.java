package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HashSlots;
import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.memory.SaltedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An index of a table's entries by one part of their bytes. Several entries may have the same part.
 * Not thread-safe.
 */
@HotPath
final class EntryIndex extends HashSlots {
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle INT = view(int[].class);

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  private final int stride;
  private final int offset;
  private final int bytes;
  private byte[] entries;

  /**
   * An empty index.
   *
   * @param entries the table's array
   * @param stride bytes of an entry
   * @param offset of the part in an entry
   * @param bytes of the part: 6, 18 or 20
   * @param size entries of the table; there is room for a quarter more
   */
  EntryIndex(byte[] entries, int stride, int offset, int bytes, int size) {
    super(size + (size >> 2));
    this.entries = entries;
    this.stride = stride;
    this.offset = offset;
    this.bytes = bytes;
  }

  /** The table has moved its entries to another array. */
  void entries(byte[] entries) {
    this.entries = entries;
  }

  /** Whether the index has room for so many entries. */
  boolean hasRoom(int size) {
    return size <= most();
  }

  /** Whether the index takes much more memory than so many entries need. */
  boolean isTooLarge(int size) {
    return size + (size >> 1) < most();
  }

  /** Position of the first entry with this part, or -1. */
  int find(byte[] part) {
    int hash = hash(part, 0);
    return find(part, hash, first(hash));
  }

  /** Position of the next entry with the part of this one, or -1. */
  int next(int entry, byte[] part) {
    int slot = slotOf(entry);
    int hash = hash(part, 0);
    return slot < 0 ? -1 : find(part, hash, next(slot, hash));
  }

  private int find(byte[] part, int hash, int from) {
    for (int slot = from; slot >= 0; slot = next(slot, hash)) {
      int entry = number(slot);
      int at = entry * stride + offset;
      if (Arrays.equals(entries, at, at + bytes, part, 0, bytes)) {
        return entry;
      }
    }
    return -1;
  }

  /** Exchanges two entries, before their bytes are. Either may be missing. */
  void swap(int a, int b) {
    int slotA = slotOf(a);
    int slotB = slotOf(b);
    replace(slotA, b);
    replace(slotB, a);
  }

  @Override
  protected int hashOf(int entry) {
    return hash(entries, entry * stride + offset);
  }

  private int hash(byte[] from, int at) {
    if (bytes == Short.BYTES + Integer.BYTES) {
      return SaltedHash.mix(0, twoBytes(from, at), (int) INT.get(from, at + 2));
    }
    long first = (long) LONG.get(from, at);
    long second = (long) LONG.get(from, at + 8);
    int third =
        bytes == 2 * Long.BYTES + Short.BYTES
            ? twoBytes(from, at + 16)
            : (int) INT.get(from, at + 16);
    return SaltedHash.mix(first, second, third);
  }

  private static int twoBytes(byte[] from, int at) {
    return (from[at] << 8) | (from[at + 1] & 0xff);
  }
}
