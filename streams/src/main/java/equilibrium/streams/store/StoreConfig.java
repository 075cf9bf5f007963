package equilibrium.streams.store;

import equilibrium.platform.Setting.Computed;
import equilibrium.platform.Settings;
import java.nio.file.Path;

/**
 * Where the stores of a program are, and what they may take.
 *
 * @param heapMib heap for stores in memory, MiB
 * @param unwrittenMib what stores on disk have not written yet takes at most, MiB
 */
public record StoreConfig(StorePlace place, int heapMib, int unwrittenMib) {
  private static final int MIN_MIB = 32;
  private static final int MAX_MIB = 1 << 20;

  /**
   * The settings of a program.
   *
   * @param section of the program, such as {@code scoring}
   * @param heapShare the default is this part of the heap; 5 is a fifth
   */
  public static StoreConfig from(Settings settings, String section, int heapShare) {
    return new StoreConfig(
        settings.choice(
            section + ".stores",
            "where state is kept: in the heap, which takes less CPU and is restored from Kafka at"
                + " each start; or on disk",
            StorePlace.DISK),
        settings.integer(
            section + ".store-heap",
            "MiB of the heap for all stores of the process; when they need more, it starts again"
                + " with its stores on disk",
            new Computed(heapMib(heapShare), "1/%d of the heap".formatted(heapShare)),
            MIN_MIB,
            MAX_MIB),
        settings.integer(
            section + ".store-memory",
            "MiB outside the heap for unwritten data of all stores on disk; indexes and"
                + " filters, 4 bytes a key, come on top",
            256,
            MIN_MIB,
            MAX_MIB));
  }

  private static int heapMib(int share) {
    long maxMib = Runtime.getRuntime().maxMemory() >> 20;
    return Math.clamp(maxMib / share, MIN_MIB, MAX_MIB);
  }

  /**
   * The stores by these settings.
   *
   * @param folder of the program's state
   */
  public StateStores in(Path folder) {
    return StateStores.of(place, (long) heapMib << 20, folder);
  }
}
