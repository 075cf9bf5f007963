package equilibrium.ingress.spool;

import equilibrium.platform.Settings;

/**
 * How much disk the spool may take.
 *
 * @param mostBytes of all its files
 * @param leastFreeBytes that the disk must have free; with less, nothing is stored
 */
public record SpoolConfig(long mostBytes, long leastFreeBytes) {
  private static final int MIB = 20;

  public static SpoolConfig from(Settings settings) {
    return new SpoolConfig(
        (long)
                settings.integer(
                    "spool.size-mib",
                    "MiB of disk that the spool takes at most; beyond, it stores nothing until"
                        + " Kafka has taken older events",
                    4096,
                    64,
                    1 << 20)
            << MIB,
        (long)
                settings.integer(
                    "spool.least-free-mib",
                    "MiB that must be free on the spool's disk; with less, nothing is stored until"
                        + " there is room again",
                    512,
                    0,
                    1 << 20)
            << MIB);
  }
}
