package equilibrium.analyst.profile;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What some work took.
 *
 * @param cpuSeconds of all threads of this process, the broker's among them if it is embedded
 * @param seconds on the clock
 */
record Cost(double cpuSeconds, double seconds) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  static Cost of(Runnable work) {
    long cpu = SYSTEM.getProcessCpuTime();
    long began = System.nanoTime();
    work.run();
    return new Cost((SYSTEM.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - began) / 1e9);
  }

  /** As "export: 1,000 announces, 2.5 us of CPU each, 400,000 a second and core (0.4 s)". */
  String of(String work, long count, String what) {
    return String.format(
        Locale.ROOT,
        "%s: %,d %s, %.2f us of CPU each, %,.0f a second and core (%.1f s on the clock)",
        work,
        count,
        what,
        cpuSeconds * 1e6 / count,
        count / cpuSeconds,
        seconds);
  }
}
