package equilibrium.ingress.swarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An open-addressing index of a table's entries by one part of their bytes. Several entries may
 * have the same part. Not thread-safe.
 */
@HotPath
final class EntryIndex {
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle INT = view(int[].class);

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  private final int stride;
  private final int offset;
  private final int bytes;

  /** Positions of entries, plus one; a power of two long. */
  private int[] slots;

  /**
   * An empty index.
   *
   * @param stride bytes of an entry
   * @param offset of the part in an entry
   * @param bytes of the part: 6, 18 or 20
   * @param size entries that it has room for
   */
  EntryIndex(int stride, int offset, int bytes, int size) {
    this.stride = stride;
    this.offset = offset;
    this.bytes = bytes;
    this.slots = new int[Integer.highestOneBit(size * 4)];
  }

  /** Whether the index has room for so many entries. */
  boolean hasRoom(int size) {
    return size * 2 <= slots.length;
  }

  /** Whether the index takes much more memory than so many entries need. */
  boolean isTooLarge(int size) {
    return slots.length > 8 * size; // 2 to 4 times when it is new
  }

  /** Size of its array in bytes. */
  long bytes() {
    return 4L * slots.length;
  }

  /** Position of the first entry with this part, or -1. */
  int find(byte[] entries, byte[] part) {
    return find(entries, part, hash(part, 0) & (slots.length - 1));
  }

  /** Position of the next entry with the part of this one, or -1. */
  int next(byte[] entries, int entry, byte[] part) {
    int slot = slotOf(entries, entry);
    return slot < 0 ? -1 : find(entries, part, (slot + 1) & (slots.length - 1));
  }

  private int find(byte[] entries, byte[] part, int from) {
    int mask = slots.length - 1;
    for (int slot = from; slots[slot] != 0; slot = (slot + 1) & mask) {
      int at = (slots[slot] - 1) * stride + offset;
      if (Arrays.equals(entries, at, at + bytes, part, 0, bytes)) {
        return slots[slot] - 1;
      }
    }
    return -1;
  }

  void add(byte[] entries, int entry) {
    int mask = slots.length - 1;
    int slot = home(entries, entry);
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry + 1;
  }

  /** Exchanges two entries, before their bytes are. Either may be missing. */
  void swap(byte[] entries, int a, int b) {
    int slotA = slotOf(entries, a);
    int slotB = slotOf(entries, b);
    if (slotA >= 0) {
      slots[slotA] = b + 1;
    }
    if (slotB >= 0) {
      slots[slotB] = a + 1;
    }
  }

  /** Removes an entry, if it is there. Backward-shift deletion leaves no tombstones. */
  void remove(byte[] entries, int entry) {
    int mask = slots.length - 1;
    int hole = slotOf(entries, entry);
    if (hole < 0) {
      return;
    }
    for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int home = home(entries, slots[slot] - 1);
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = 0;
  }

  private int slotOf(byte[] entries, int entry) {
    int mask = slots.length - 1;
    int slot = home(entries, entry);
    while (slots[slot] != entry + 1) {
      if (slots[slot] == 0) {
        return -1;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int home(byte[] entries, int entry) {
    return hash(entries, entry * stride + offset) & (slots.length - 1);
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
