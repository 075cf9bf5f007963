package equilibrium.ingress.memory;

/**
 * An open-addressing index from hashes to numbers. Several numbers may have the same hash. A slot
 * holds a number, and of its hash as many bits as are left, so that a number of another hash is
 * hardly ever looked up. Not thread-safe.
 */
@HotPath
public abstract class HashSlots {
  private final int most;

  /** Bits of the hash above, the number plus one below; 0: free. */
  private final int[] slots;

  private final int numberBits;

  /**
   * No numbers.
   *
   * @param most numbers that there is room for; every number is below it
   */
  protected HashSlots(int most) {
    this.most = most;
    this.slots = new int[Math.max(2, (int) Math.min(most * 3L / 2, Integer.MAX_VALUE - 8L))];
    this.numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(slots.length);
  }

  /** The hash of a number that was added. */
  protected abstract int hashOf(int number);

  /** Numbers that there is room for. */
  public final int most() {
    return most;
  }

  /** Size of its array in bytes. */
  public final long bytes() {
    return (long) Integer.BYTES * slots.length;
  }

  /** The first slot with this hash, or -1. Other hashes are hardly ever taken for it. */
  public final int first(int hash) {
    return from(home(hash), hash);
  }

  /** The next slot with this hash, or -1. */
  public final int next(int slot, int hash) {
    return from(after(slot), hash);
  }

  private int from(int slot, int hash) {
    int tag = hash << numberBits;
    for (int at = slot; slots[at] != 0; at = after(at)) {
      if ((slots[at] ^ tag) >>> numberBits == 0) {
        return at;
      }
    }
    return -1;
  }

  public final int number(int slot) {
    return (slots[slot] & ((1 << numberBits) - 1)) - 1;
  }

  /** The slot of a number, or -1. */
  public final int slotOf(int number) {
    int hash = hashOf(number);
    int wanted = value(hash, number);
    for (int at = home(hash); slots[at] != 0; at = after(at)) {
      if (slots[at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  /** Adds a number. The caller has made sure that there is room. */
  public final void add(int number) {
    int hash = hashOf(number);
    int slot = home(hash);
    while (slots[slot] != 0) {
      slot = after(slot);
    }
    slots[slot] = value(hash, number);
  }

  /** Puts another number of the same hash into a slot; -1 stands for none. */
  public final void replace(int slot, int number) {
    if (slot >= 0) {
      slots[slot] = (slots[slot] >>> numberBits << numberBits) | (number + 1);
    }
  }

  /** Removes a number, if it is there. Backward-shift deletion leaves no tombstones. */
  public final void remove(int number) {
    int hole = slotOf(number);
    if (hole < 0) {
      return;
    }
    for (int slot = after(hole); slots[slot] != 0; slot = after(slot)) {
      int home = home(hashOf(number(slot)));
      if (distance(home, slot) >= distance(hole, slot)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = 0;
  }

  private int value(int hash, int number) {
    return (hash << numberBits) | (number + 1);
  }

  /** By the upper bits of the hash; the lower ones are kept in the slot. */
  private int home(int hash) {
    return (int) (((hash & 0xffff_ffffL) * slots.length) >>> Integer.SIZE);
  }

  private int after(int slot) {
    return slot + 1 == slots.length ? 0 : slot + 1;
  }

  private int distance(int from, int to) {
    int ahead = to - from;
    return ahead < 0 ? ahead + slots.length : ahead;
  }
}
