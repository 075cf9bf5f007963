package equilibrium.ingress.admission;

import equilibrium.platform.Setting.Computed;

/**
 * Default limits of tables, as shares of the heap. A swarm of one peer takes 170 bytes, a peer up
 * to 100, a client up to 80, a number of downloads up to 114. With all these limits at their
 * defaults, a flood fills about half of the heap.
 */
public final class HeapShare {

  /** How many entries of so many bytes the heap holds; 1 to 100,000,000. */
  public static Computed over(int bytes) {
    return new Computed(
        Math.clamp(Runtime.getRuntime().maxMemory() / bytes, 1, 100_000_000),
        "1 per %d bytes of heap".formatted(bytes));
  }

  private HeapShare() {}
}
